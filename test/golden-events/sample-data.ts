import { type z } from 'zod';
import { type JsonValue, personalMarks } from '#event-sourcing';

type Schema = z.core.$ZodType;
type Def = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * Data that fits a schema, every optional field filled in, always the same for the same schema.
 *
 * @param subject what stands in fields of this kind: all subjects of a sample are one person.
 * @throws Error for a schema that a sample can't be made up for; its golden file is then written by hand.
 */
export function sampleData(schema: z.ZodType, subject: string): JsonValue {
  return sample(schema, '');

  function sample(part: Schema, path: string): JsonValue {
    if (personalMarks.get(part) !== undefined) return `Личное ${path}`;
    const def = part._zod.def as unknown as Def;
    const inner = (key: string, at = path) => sample(def[key] as Schema, at);
    switch (def.type) {
      case 'object':
        return Object.fromEntries(
          Object.entries(def.shape as Record<string, Schema>).map(([name, field]) => [
            name,
            sample(field, `${path}/${name}`),
          ]),
        );
      case 'optional':
      case 'nullable':
      case 'nonoptional':
      case 'readonly':
        return inner('innerType');
      case 'array':
        return [inner('element', `${path}/0`)];
      case 'tuple':
        return (def.items as Schema[]).map((item, i) => sample(item, `${path}/${i}`));
      case 'record':
        return { [text(def.keyType as Schema, 'key')]: inner('valueType', `${path}/key`) };
      case 'union':
        return sample((def.options as Schema[])[0] as Schema, path);
      case 'string':
        return text(part, path);
      case 'number':
        return Math.max(7, Number((part as unknown as z.ZodNumber).minValue ?? 0) + 1);
      case 'boolean':
        return true;
      case 'null':
        return null;
      case 'literal':
        return (def.values as JsonValue[])[0] as JsonValue;
      case 'enum':
        return Object.values(def.entries as Record<string, string>)[0] as string;
      default:
        throw new Error(`no sample can be made up for ${def.type} at ${path}`);
    }
  }

  function text(part: Schema, path: string): string {
    const { maxLength } = part as unknown as { maxLength: number | null };
    const plain = `Sample ${path.split('/').at(-1) ?? ''}`.slice(0, maxLength ?? 100);
    const found = [subject, ...TEXTS, plain].find((value) => (part as z.ZodType).safeParse(value).success);
    if (format(part) === undefined) return plain;
    if (found === undefined) throw new Error(`no sample fits the text at ${path}`);
    return found;
  }
}

const TEXTS = ['2026-11-20T09:30:00.000Z', '2026-11-20', 'sample', '2026', '01-01', '10:00', 'P1D', 'Europe/Moscow', 'someone@example.org', 'https://example.org/'];

function format(part: Schema): string | undefined {
  return (part as unknown as { format?: string | null }).format ?? undefined;
}
