import { type z } from 'zod';
import { type JsonObject } from '../event-store/json.js';

/** Raw JSON of one schema version to raw JSON of the next; pure, and never changed once released. */
export type Upcaster = (data: JsonObject) => JsonObject;

/** One released event type: its name as stored, its newest schema, and the way from every older version. */
export interface EventType<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly name: Name;
  /** Version of `schema`; 1 for the first. */
  readonly version: number;
  readonly schema: Schema;
  /** `upcasters[i]` leads from version i+1 to i+2. */
  readonly upcasters: readonly Upcaster[];
}

/** @param upcasters one per older version, oldest first; the version is their number plus one. */
export function defineEvent<const Name extends string, Schema extends z.ZodType>(
  name: Name,
  schema: Schema,
  upcasters: readonly Upcaster[] = [],
): EventType<Name, Schema> {
  return { name, version: upcasters.length + 1, schema, upcasters };
}

/** The union of domain events that a list of event types describes. */
export type EventOf<Types extends readonly EventType[]> = {
  [I in keyof Types]: Types[I] extends EventType<infer Name, infer Schema>
    ? { readonly type: Name; readonly data: z.output<Schema> }
    : never;
}[number];
