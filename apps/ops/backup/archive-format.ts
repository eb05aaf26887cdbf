import { z } from 'zod';

/** Raised when an older program could not read the file any more. */
export const ARCHIVE_VERSION = 1;
/** What a backup holds, the log unless that is kept elsewhere. Read models are not in it: they are rebuilt from the log. */
export const SCHEMAS = ['log', 'vault'] as const;
export type Schema = (typeof SCHEMAS)[number];

/**
 * A backup is gzipped lines of JSON: the header; then, for each table, its line followed by a line per row (an array of
 * the columns' values in PostgreSQL's text form, or null); then the sequences; then the end, without which it was cut off.
 */
export const headerSchema = z.object({
  format: z.literal('help-desk-backup'),
  version: z.int().positive(),
  /** ISO 8601 UTC. */
  writtenAt: z.string(),
  application: z.string(),
  /** Per schema, names of the migrations that made its tables. */
  migrations: z.record(z.string(), z.array(z.string())),
  /** Ids of the key-encryption keys that the vault's rows are wrapped under. */
  keks: z.array(z.string()),
  /** Identity of the log, where that is in EventStoreDB and not in this file. */
  logElsewhere: z.string().optional(),
});
export type ArchiveHeader = z.output<typeof headerSchema>;

const identifier = z.string().regex(/^[a-z_][a-z0-9_]*$/);

export const tableSchema = z.object({
  table: z.tuple([z.enum(SCHEMAS), identifier]),
  columns: z.array(z.object({ name: identifier, type: z.string().regex(/^[a-z][a-z0-9 ()[\],]*$/) })),
});
export type ArchiveTable = z.output<typeof tableSchema>;

export const sequenceSchema = z.object({
  sequence: z.tuple([z.enum(SCHEMAS), identifier]),
  value: z.string().regex(/^-?\d+$/),
  called: z.boolean(),
});
export type ArchiveSequence = z.output<typeof sequenceSchema>;

export const endSchema = z.object({ end: z.object({ rows: z.int().nonnegative() }) });

/** Schema and name, quoted. Both come from lists or patterns above. */
export function qualified([schema, name]: readonly [string, string]): string {
  return `"${schema}"."${name}"`;
}
