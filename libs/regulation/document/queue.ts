import { z } from 'zod';
import { code, localized } from './common.js';

/** How a desk's queue is ordered: criteria in turn; arrival then number break every tie. */
export const queuePolicy = z.strictObject({
  order: z.array(z.enum(['out-of-turn', 'priority', 'due', 'arrival'])).min(1),
  /** Who may go out of turn, and on what grounds (C09). */
  outOfTurn: z
    .strictObject({
      priorities: z.array(code),
      grounds: z.array(z.strictObject({ code, title: localized })).min(1),
    })
    .optional(),
  source: z.string().optional(),
});
export type QueuePolicy = z.output<typeof queuePolicy>;
