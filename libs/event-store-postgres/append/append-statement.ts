import type pg from 'pg';
import { type AppendResult, decimalPosition } from '#event-sourcing';
import { queries } from '../sql.js';
import { type PendingAppend } from './pending-append.js';

export type Outcome =
  | { readonly kind: 'stored' | 'repeated'; readonly result: AppendResult }
  | { readonly kind: 'conflict'; readonly actual: number }
  | { readonly kind: 'locked' };

/** Parallel arrays of log.append (sql/migrations/011); `alone` waits for the lock of its one stream. */
export function appendStatement(group: readonly PendingAppend[], alone: boolean) {
  const appends: number[] = [];
  const versions: number[] = [];
  const ids: string[] = [];
  const types: string[] = [];
  const data: string[] = [];
  const metadata: string[] = [];
  group.forEach((append, k) => {
    append.events.forEach((event, i) => {
      appends.push(k + 1);
      versions.push(append.expected + i + 1);
      ids.push(event.id);
      types.push(event.type);
      data.push(event.data);
      metadata.push(event.metadata);
    });
  });
  return {
    ...queries.append,
    rowMode: 'array',
    values: [
      // Stream names, numbers and UUIDs need no quotes in an array literal.
      literal(group.map((a) => a.stream)),
      literal(group.map((a) => a.expected)),
      literal(group.map((a) => a.events.length)),
      literal(appends),
      literal(versions),
      literal(ids),
      types.join('\n'),
      data.join('\n'),
      metadata.join('\n'),
      alone,
    ],
  } satisfies pg.QueryArrayConfig;
}

/** One outcome an append, from the facts that log.append answers with. */
export function outcomes(group: readonly PendingAppend[], row: readonly unknown[]): readonly Outcome[] {
  const [free, actual, repeated, stored] = row.map(elements);
  let next = 0;
  return group.map(({ expected, events }, k): Outcome => {
    if (free?.[k] !== 't') return { kind: 'locked' };
    const version = expected + events.length;
    if (Number(actual?.[k]) === expected) {
      next += events.length;
      return { kind: 'stored', result: { version, position: decimalPosition(stored?.[next - 1] ?? '') } };
    }
    const position = repeated?.[k];
    return position === undefined || position === 'NULL'
      ? { kind: 'conflict', actual: Number(actual?.[k]) }
      : { kind: 'repeated', result: { version, position: decimalPosition(position) } };
  });
}

function literal(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}

/** Array of numbers or booleans as PostgreSQL writes it. */
function elements(text: unknown): readonly string[] {
  return typeof text === 'string' ? text.slice(1, -1).split(',') : [];
}
