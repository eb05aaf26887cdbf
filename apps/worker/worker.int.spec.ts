import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPostgresEventStore } from '#event-store-postgres';
import { type EventStore } from '#event-sourcing';
import { createMetrics } from '#platform';
import { testDatabase, type TestDatabase } from '#testing';
import { type HelpDesk, openHelpDesk } from '../composition/help-desk.js';
import { migrate } from '../composition/infrastructure.js';
import { waitUnlessAborted } from '../composition/keep-on.js';
import { startWorker, type Worker } from './worker.js';

const NEVER = new AbortController().signal;
const PATIENCE_MS = 20_000;
const LOOK_AGAIN_MS = 20;

let database: TestDatabase;
let folder: string;
let store: EventStore;
let helpDesk: HelpDesk;
const workers: Worker[] = [];

beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'help-desk-worker-'));
  const { url } = database;
  const close = () => Promise.resolve();
  await migrate({ ownerUrl: url, appUrl: url, appRole: 'postgres', joined: false, external: true, close });
  store = await createPostgresEventStore({ url });
  helpDesk = await openHelpDesk({ store, url, dataDir: folder });
});
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await helpDesk.close();
  await store.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function work(holder: string, clock: { untilWrong: AbortSignal }): Promise<void> {
  const { registry } = createMetrics('test');
  const now = () => new Date();
  workers.push(await startWorker({ helpDesk, registry, logger, now, clock, holder }));
}

/** Who holds what, once that is as wanted. */
async function heldAs(wanted: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const giveUp = performance.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await helpDesk.readStore.pool.query<{ name: string; holder: string }>(
      'SELECT name, holder FROM read.leases WHERE expires > clock_timestamp()',
    );
    const held = Object.fromEntries(rows.map(({ name, holder }) => [name, holder]));
    const isSo = Object.entries(wanted).every(([name, holder]) => held[name] === holder);
    if (isSo || performance.now() > giveUp) return held;
    await waitUnlessAborted(LOOK_AGAIN_MS, NEVER);
  }
}

describe('workers that share a read store', () => {
  it('leave what dates commands to one whose clock is right, and keep what needs no clock', async () => {
    const wrong = new AbortController();
    await work('first', { untilWrong: wrong.signal });
    const all = { projections: 'first', processes: 'first', deadlines: 'first' };
    expect(await heldAs(all)).toEqual(all);
    await work('second', { untilWrong: NEVER });
    wrong.abort();
    const shared = { projections: 'first', processes: 'second', deadlines: 'second' };
    expect(await heldAs(shared)).toEqual(shared);
  });
});
