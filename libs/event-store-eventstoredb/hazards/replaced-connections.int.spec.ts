import { describe, expect, it } from '@jest/globals';
import { BEGINNING } from '#event-sourcing';
import { aStream, events, ids } from '#event-sourcing/testing';
import { ConnectionUrl } from '../connection/connection-url.js';
import { Connection } from '../connection/connection.js';
import { LogReader } from '../reading/log-reader.js';
import { type DoubleHarness, onDouble, using } from '../testing/eventstoredb-harness.js';

const ignore = () => undefined;
const SLOW = { on: 'read', how: 'slow', milliseconds: 1_000 } as const;

/** Replaces the connection of a reader while its read waits for an answer. */
async function readWhileReplaced<T>(
  { double, control, store }: DoubleHarness,
  read: (reader: LogReader) => Promise<T>,
): Promise<T> {
  const other = aStream();
  await store.append(other, 0, events(1));
  const connection = new Connection(new ConnectionUrl(double.url), 0, ignore);
  const patience = { timeout: 10_000, attemptTimeout: 5_000, observe: ignore };
  const reader = new LogReader(connection, patience, ignore);
  try {
    await reader.stream(other, {});
    await control.misbehave(SLOW);
    const reading = read(reader);
    // Asked later on the same connection: when it is answered, the first is under way.
    await reader.stream(other, {});
    connection.renew(connection.client);
    return await reading;
  } finally {
    await connection.close();
  }
}

/** The client hides that a call was cancelled on its side, so that it ends as if it had brought everything. */
describe('a connection that is replaced while it is read from', () => {
  it('leaves a stream whole, and not damaged', async () => {
    await using(onDouble(), async (harness) => {
      const stream = aStream();
      const given = events(3);
      await harness.store.append(stream, 0, given);
      const read = await readWhileReplaced(harness, (reader) => reader.stream(stream, {}));
      expect(ids(read)).toEqual(ids(given));
    });
  });

  it('does not make the log look shorter than it is', async () => {
    await using(onDouble(), async (harness) => {
      await harness.store.append(aStream(), 0, events(3));
      const page = await readWhileReplaced(harness, (reader) => reader.after(BEGINNING, 2));
      expect(page).toMatchObject({ ended: false });
      expect(page.records).toHaveLength(2);
      const last = await readWhileReplaced(harness, (reader) => reader.last());
      expect(last?.position).toBe(await harness.store.head());
    });
  });
});
