import { readFile } from 'node:fs/promises';
import { type Mapping, mappingSchema } from './mapping.schema.js';
import { MappingRefused, refuseMapping } from './problems.js';

/** @throws MappingRefused naming each place that does not fit the schema. */
export async function loadMapping(path: string): Promise<Mapping> {
  const text = await readFile(path, 'utf8').catch(() => refuseMapping('mapping-missing', { path }));
  return parseMapping(jsonOf(text, path));
}

export function parseMapping(document: unknown): Mapping {
  const result = mappingSchema.safeParse(document);
  if (result.success) return result.data;
  throw new MappingRefused(
    result.error.issues.slice(0, 20).map(({ path, message }) => ({
      code: 'mapping-invalid',
      params: { where: path.map(String).join('.') || '-', rule: message },
    })),
  );
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuseMapping('mapping-not-json', { path, reason: (error as Error).message });
  }
}
