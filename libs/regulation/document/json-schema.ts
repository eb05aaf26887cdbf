import { z } from 'zod';
import { regulation } from './regulation.js';

/** The published JSON Schema of a regulation document (draft 2020-12), for editors and other companies' tools. */
export const regulationJsonSchema = (): object => z.toJSONSchema(regulation, { target: 'draft-2020-12' });
