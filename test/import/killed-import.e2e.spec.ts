import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BEGINNING, categoryOf, type RecordedEvent } from '#event-sourcing';
import { createPostgresEventStore } from '#event-store-postgres';
import { SpawnedProcess } from '#testing';
import { example } from '../../apps/ops/import/testing/import-fixture.js';
import { type Installation, installation } from '../../apps/ops/testing/installation.js';
import { type Build, buildProduct } from '../product/build.js';

const MAPPING = example('state-rows/mapping.json');
const TICKETS = 600;

/** Each ticket is opened, taken up, answered and closed; the rows of all of them lie mixed. */
function stateRows(tickets: number): string {
  const rows: string[] = [];
  const start = Date.UTC(2025, 1, 3, 9);
  const stages = [
    ['New', '', 0],
    ['In progress', 'Иванова', 0],
    ['Resolved', 'Иванова', 1],
    ['Closed', 'Иванова', 1],
  ] as const;
  stages.forEach(([state, assignee, replies], stage) => {
    for (let n = 0; n < tickets; n++) {
      const [date, time] = new Date(start + (stage * tickets + n) * 60_000).toISOString().split('T');
      const day = date?.split('-').reverse().join('.');
      rows.push(
        `T-${n};${day} ${time?.slice(0, 5)};${state};Normal;${assignee};${replies};ООО «Ромашка»;Тема`,
      );
    }
  });
  return ['Ticket;Changed;State;Priority;Assignee;Replies;Client;Topic', ...rows, ''].join('\n');
}

describe('an import that is killed or interrupted', () => {
  let build: Build;
  let killed: Installation;
  let whole: Installation;

  beforeAll(async () => {
    build = buildProduct();
    [killed, whole] = await Promise.all([installation(randomBytes(32)), installation(randomBytes(32))]);
  });
  afterAll(async () => {
    await Promise.all([killed.drop(), whole.drop()]);
    build.remove();
  });

  it('goes on where it was when it is started again, and the log is that of an import in one go', async () => {
    const file = join(killed.folder, 'tickets.csv');
    writeFileSync(file, stateRows(TICKETS));
    const args = ['import', file, '--mapping', MAPPING, '--desk', 'finale'];
    expect((await whole.ops(...args)).out).toContain(`${TICKETS * 4} rows = ${TICKETS * 4} changed`);
    const expected = await ticketEvents(whole);

    await killed.ops('desk', 'list');
    const inTime: number[] = [];
    const interruptions = [
      { signal: 'SIGKILL', share: 0.1, end: { signal: 'SIGKILL' } },
      { signal: 'SIGINT', share: 0.6, end: { code: 130, output: expect.stringContaining('Interrupted.') } },
    ] as const;
    for (const { signal, share, end } of interruptions) {
      const reached = hasEvents(killed, Math.floor(expected.length * share));
      const run = new SpawnedProcess('dist/apps/ops/main.js', {
        build: build.folder,
        args,
        env: killed.env,
      });
      await Promise.race([reached, run.ended]);
      run.kill(signal);
      expect(await run.ended).toMatchObject(end);
      inTime.push((await ticketEvents(killed)).length);
    }
    const [first = 0, second = 0] = inTime;
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect(second).toBeLessThan(expected.length);

    const last = await killed.ops(...args);
    expect(last).toMatchObject({ exitCode: 0, err: '' });
    expect(last.out).toMatch(/2400 rows = \d+ changed \+ \d+ without effect/);
    expect(await ticketEvents(killed)).toEqual(expected);
    expect((await killed.ops('projections', 'verify')).exitCode).toBe(0);
  }, 180_000);
});

/** What an event is but for what is drawn anew in every installation: encrypted values and ticket numbers. */
async function ticketEvents(desk: Installation): Promise<readonly string[]> {
  return reading(desk, async (store) => {
    const { events } = await store.readAll({ after: BEGINNING, limit: 1_000_000 });
    return events.filter(isOfTicket).map(({ stream, version, id, type, metadata }) => {
      return `${stream} ${version} ${id} ${type} ${metadata.decidedAt}`;
    });
  });
}

async function hasEvents(desk: Installation, count: number): Promise<void> {
  await reading(desk, async (store) => {
    let seen = 0;
    const { signal } = new AbortController();
    for await (const message of store.subscribe({ after: BEGINNING, signal })) {
      if (message.kind === 'batch') seen += message.events.filter(isOfTicket).length;
      if (seen >= count) return;
    }
  });
}

function isOfTicket({ stream }: RecordedEvent): boolean {
  return categoryOf(stream) === 'ticket';
}

async function reading<T>(
  desk: Installation,
  read: (store: Awaited<ReturnType<typeof createPostgresEventStore>>) => Promise<T>,
): Promise<T> {
  const store = await createPostgresEventStore({ url: desk.appUrl });
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}
