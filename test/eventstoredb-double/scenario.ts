import { randomUUID } from 'node:crypto';
import {
  type AppendToStreamOptions,
  EventStoreDBClient,
  type EventData,
  jsonEvent,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { describe } from '@jest/globals';
import { REAL_EVENTSTORE_URL } from './under-test.js';

/** For what only the double can be told to do, and for what needs a server that nobody has written to. */
export const onlyOnDouble = REAL_EVENTSTORE_URL === undefined ? describe : describe.skip;

/** A stream that nobody has written to. */
export function newStream(category = 'test'): string {
  return `${category}-${randomUUID()}`;
}

/** Events with ids of their own, numbered from 0 in their data. */
export function someEvents(count: number, type = 'Happened'): EventData[] {
  return Array.from({ length: count }, (_, n) => jsonEvent({ id: randomUUID(), type, data: { n } }));
}

export function oneEvent(type?: string): EventData {
  return someEvents(1, type)[0] as EventData;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

export function revisions(events: readonly ResolvedEvent[]): (bigint | undefined)[] {
  return events.map(({ event }) => event?.revision);
}

/** @returns what it fails with; fails itself when there is no failure. */
export async function failure(what: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await what;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('nothing failed');
}

/** The two ways in which the client appends: by the shared stream of batches, or by an RPC an append. */
export const APPEND_PATHS: readonly (readonly [string, AppendToStreamOptions])[] = [
  ['batch', {}],
  ['unary', { credentials: { username: 'admin', password: 'changeit' } }],
];

export function clientOf(url: string): EventStoreDBClient {
  return EventStoreDBClient.connectionString(url);
}

/** A client needs a while to see that a server is back, or that another one leads; nothing tells when. */
export async function untilItWorks<T>(what: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await what();
    } catch (error) {
      const { code, type } = error as { readonly code?: number; readonly type?: string };
      if (attempt > 500 || (code !== 14 && type !== 'not-leader')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
