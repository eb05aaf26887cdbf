import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { sampleRegulations } from '../samples/index.js';
import { regulationJsonSchema } from './json-schema.js';

const file = new URL('../regulation.schema.json', import.meta.url);
const current = JSON.stringify(regulationJsonSchema(), null, 2) + '\n';

// After a change of the schema: PUBLISH_SCHEMA=1 npm test -- libs/regulation/document/json-schema
if (process.env.PUBLISH_SCHEMA) writeFileSync(file, current);
const published = readFileSync(file, 'utf8');

describe('the published JSON Schema', () => {
  it('is that of the schema which the engine reads with', () => {
    expect(JSON.parse(published)).toEqual(JSON.parse(current));
  });

  it('takes every sample and refuses an unknown field', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(published) as object);
    for (const sample of sampleRegulations()) {
      expect(validate(sample) || validate.errors).toBe(true);
      expect(validate({ ...sample, prioritys: [] })).toBe(false);
    }
  });
});
