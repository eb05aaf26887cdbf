import { z } from 'zod';

/** A column by its name; the second one of the same name is `Name#2`, the fifth from the left is `#5`. In XES the key of an attribute, those of the trace with `case:` before. */
const column = z.string().min(1).max(200);

/** Text with `{Column}` in it, or without: then it is the same on every row. */
const template = z.string().max(2_000);

const source = z
  .strictObject({
    column: column.optional(),
    template: template.optional(),
    /** From the value in the file to the value of the desk. */
    values: z.record(z.string(), z.string()).optional(),
    /** For values that `values` does not name, and for none. */
    default: z.string().optional(),
    /** `refuse-row`: a row with a value that `values` does not name is refused; without it and without `default`, the mapping is. */
    unknown: z.literal('refuse-row').optional(),
    /** What the text becomes: an id that is the same for the same text of this desk (so that no name enters the log), or a plain word. */
    as: z.enum(['customer-id', 'organisation-id', 'staff-id', 'slug']).optional(),
  })
  .refine(({ column: c, template: t }) => (c === undefined) !== (t === undefined), {
    error: 'exactly one of column and template',
  });

/** A text is short for `{ "template": text }`. */
export const value = z.union([template, source]);
export type Value = z.output<typeof value>;

const party = z.enum(['first-line', 'developers', 'manufacturer', 'customer']);
const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]);

/** What must hold of the ticket before the command, and of the row; all of it. */
export const condition = z.strictObject({
  status: z.enum(['open', 'closed']).optional(),
  /** Who owes the next step. */
  waitingFor: party.optional(),
  /** Who owes something, be it the next step or not. */
  owes: party.optional(),
  owesNot: party.optional(),
  customerOwes: z.enum(['information', 'confirmation']).optional(),
  /** Values of columns of this row. */
  columns: z.record(column, oneOrMore).optional(),
});
export type Condition = z.output<typeof condition>;

const by = z.strictObject({ actor: value, role: value });

export const mappedCommand = z.strictObject({
  command: z.string(),
  with: z.record(z.string(), z.union([value, z.boolean(), z.int(), z.array(value)])).optional(),
  when: condition.optional(),
  /** Who did it, when not the one of the row. */
  by: by.optional(),
});
export type MappedCommand = z.output<typeof mappedCommand>;

/** What it means when a column differs from the ticket's row before. */
export const change = z.strictObject({
  column,
  from: z.array(z.string()).min(1).optional(),
  to: z.array(z.string()).min(1).optional(),
  /** The column counts something: once for each unit by which it is higher, at most twenty times a row. */
  rises: z.literal(true).optional(),
  /** Looks at a ticket's first row too, as if an empty one had stood before it. */
  first: z.literal(true).optional(),
  commands: z.array(mappedCommand).min(1),
});

const afterClose = z.enum(['decide', 'refuse', 'without-effect', 'reopen']);

const csv = z.strictObject({
  format: z.literal('csv'),
  separator: z.string().min(1).max(4).default(','),
  quote: z.string().length(1).default('"'),
  /** Any name that iconv knows. */
  encoding: z.string().default('utf-8'),
  /** Without a header the columns are `#1`, `#2` … */
  header: z.boolean().default(true),
});
const xes = z.strictObject({ format: z.literal('xes'), encoding: z.string().default('utf-8') });

export const mappingSchema = z.strictObject({
  $schema: z.string().optional(),
  title: z.string().optional(),
  /** For people: what is odd in the log and what this mapping does about it. */
  notes: z.array(z.string()).optional(),
  file: z.discriminatedUnion('format', [csv, xes]),
  /** IANA zone of times without one; the desk's when absent. */
  zone: z.string().optional(),
  /** Patterns (`yyyy/MM/dd HH:mm:ss.SSS`), `iso`, `epoch-s`, `epoch-ms`; the first that fits is taken. */
  dates: z.array(z.string()).min(1),
  /** `activity-rows`: a row says what was done. `state-rows`: a row says how the ticket stood afterwards. */
  shape: z.enum(['activity-rows', 'state-rows']),
  columns: z.strictObject({ case: column, time: column, activity: column.optional() }),
  by,
  channel: value,
  /** A ticket is opened by its first row, whatever that row is. */
  open: z.strictObject({
    customer: value,
    organisation: value.optional(),
    serviceKind: value,
    tariff: value.optional(),
    priority: value.optional(),
    subject: value,
    text: value,
    product: value.optional(),
    contact: z
      .strictObject({ name: value.optional(), phone: value.optional(), email: value.optional() })
      .optional(),
    equipment: z
      .strictObject({ brand: value.optional(), model: value.optional(), serial: value.optional() })
      .optional(),
    attributes: z.record(z.string().min(1).max(64), value).optional(),
  }),
  activities: z.record(z.string(), z.array(mappedCommand)).optional(),
  /** Activities that `activities` does not name; without it they refuse the mapping. */
  otherActivities: z.enum(['refuse-row', 'without-effect']).optional(),
  /** Decided before the row's activity. */
  changes: z.array(change).optional(),
  /** What a row of a closed ticket does; `decide`: its commands are decided like any others. */
  afterClose: z
    .strictObject({
      rows: afterClose,
      /** By activity, where it is not as for the other rows. */
      activities: z.record(z.string(), afterClose).optional(),
      /** Why it was reopened, as the log of the ticket will say. */
      reason: value.optional(),
    })
    .default({ rows: 'decide' }),
});

export type Mapping = z.output<typeof mappingSchema>;
export type AfterClose = z.output<typeof afterClose>;

/** The published JSON Schema (examples/mapping.schema.json); a test holds the file to it. */
export function mappingJsonSchema(): object {
  return z.toJSONSchema(mappingSchema, { io: 'input' });
}
