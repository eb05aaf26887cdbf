import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SpawnedProcess } from '#testing';
import { expectEachOnce } from '../bad-days/each-once.js';
import { InsistentClients } from '../bad-days/insistent-clients.js';
import { LogFeed } from '../bad-days/log-feed.js';
import { call, REQUEST } from '../product/http.js';
import { type Product } from '../product/product.js';
import { Fleet } from './fleet.js';
import { minuteRegulation } from './minute-regulation.js';
import { until } from './until.js';

const LEASES = ['deadlines', 'processes', 'projections'];
const CLIENTS = 4;
const LONG_MS = 180_000;
/** What an operator is promised: nothing stands still for longer after a worker died. */
const TAKEN_OVER_MS = 5_000;
/** Of the desk's reaction to the personal account; the other targets of reaction begin with a priority. */
const BREACHES = 1;

let fleet: Fleet;
let api: Product;
let clients: InsistentClients;
let workers: SpawnedProcess[];
const feed = new LogFeed();
/** Milliseconds from the end of a worker until others had done what he had left. */
const followedAfter: number[] = [];

/**
 * Two workers and an API as processes of their own, of which workers are killed and put to sleep.
 *
 * @param settings of every process, beside those of the database.
 */
export function describeWorkers(
  log: string,
  settings: () => Promise<Readonly<Record<string, string>>>,
): void {
  beforeAll(async () => {
    fleet = await Fleet.over(await settings());
    api = await fleet.api();
    workers = await Promise.all([fleet.worker(), fleet.worker()]);
    await publish(2, false);
    clients = new InsistentClients(() => api, CLIENTS);
  }, LONG_MS);
  afterAll(async () => {
    await clients?.rest().catch(() => undefined);
    await fleet?.close();
  }, LONG_MS);

  describe(`two workers of their own beside an API of its own, with the log in ${log}`, () => {
    it(
      'share the work, and do not all stop with one',
      async () => {
        clients.work();
        await clients.more(5 * CLIENTS);
        await until('every lease is held', async () => (await fleet.holders()).size === LEASES.length);
        for (let round = 0; round < 2; round += 1) {
          await killHolder('projections');
          await clients.more(2 * CLIENTS);
        }
      },
      LONG_MS,
    );

    it(
      'bear a worker that sleeps through the loss of its work, and wakes',
      async () => {
        const zombie = await holderOf('projections');
        zombie.kill('SIGSTOP');
        await until('the work is elsewhere', () => heldByOthersThan(zombie));
        await clients.more(3 * CLIENTS);
        zombie.kill('SIGCONT');
        await clients.more(3 * CLIENTS);
        await clients.rest();
        expect(await heldByOthersThan(zombie)).toBe(true);

        // It is no worse for it: as the only one left it does the work.
        for (const worker of workers.filter((other) => other !== zombie)) await kill(worker);
        workers = [zombie];
        await until('the woken one holds everything', async () => {
          const holders = await fleet.holders();
          return LEASES.every((lease) => holders.get(lease) === zombie.pid);
        });
        workers.push(await fleet.worker());
      },
      LONG_MS,
    );

    it(
      'record what falls due once, also while the one dies that records it',
      async () => {
        await until('something fell due', async () => (await counted('SlaBreached')).size > 0);
        await killHolder('deadlines');
        await everyTicket('SlaBreached', BREACHES);
      },
      LONG_MS,
    );

    it(
      'take every open ticket to a new regulation once, also while the one dies that takes them',
      async () => {
        await publish(3, true);
        await until('the first went over', async () => (await counted('RegulationAdopted')).size > 0);
        await killHolder('processes');
        await everyTicket('RegulationAdopted', 1);
      },
      LONG_MS,
    );

    it('follow a dead one in time', () => {
      expect(followedAfter).toHaveLength(4);
      // The best of them: whatever else the machine does can delay them, and nothing can hasten them.
      expect(Math.min(...followedAfter)).toBeLessThan(TAKEN_OVER_MS);
    });

    it(
      'apply no event twice and leave none out',
      async () => {
        await feed.readOn(api);
        expectEachOnce(clients, feed);
        await until('the queue has come to the end', async () => !(await isStale()));
        const { code, output } = await fleet.ops('projections', 'verify');
        expect({ code, output }).toMatchObject({
          code: 0,
          output: expect.not.stringMatching(/[1-9]\d* differen/),
        });
      },
      LONG_MS,
    );
  });
}

/** Kills whoever holds a lease, sees all of his work taken up, and puts another one in his place. */
async function killHolder(lease: string): Promise<void> {
  const victim = await holderOf(lease);
  await kill(victim);
  const began = performance.now();
  await until('the work is elsewhere', () => heldByOthersThan(victim));
  await until('the queue shows what was done since', async () => !(await isStale()));
  followedAfter.push(performance.now() - began);
  workers.push(await fleet.worker());
}

async function kill(worker: SpawnedProcess): Promise<void> {
  worker.kill('SIGKILL');
  await worker.ended;
  workers = workers.filter((other) => other !== worker);
}

async function holderOf(lease: string): Promise<SpawnedProcess> {
  let found: SpawnedProcess | undefined;
  await until(`${lease} is held`, async () => {
    const pid = (await fleet.holders()).get(lease);
    found = workers.find((worker) => worker.pid === pid);
    return found !== undefined;
  });
  return found as SpawnedProcess;
}

async function heldByOthersThan({ pid }: SpawnedProcess): Promise<boolean> {
  const holders = await fleet.holders();
  return LEASES.every((lease) => holders.has(lease) && holders.get(lease) !== pid);
}

/** Whether the queue has not yet come to a command that is acknowledged now. */
async function isStale(): Promise<boolean> {
  const { answer } = clients.acknowledged.at(-1) ?? {};
  const path = `/api/v1/desks/${REQUEST.desk}/queue?limit=1&minPosition=${answer?.position}`;
  const { status, body } = await call(api, 'GET', path, { as: 'operator' });
  return status !== 200 || body.stale !== false;
}

/** How many events of a type each ticket has. */
async function counted(type: string): Promise<ReadonlyMap<string, number>> {
  await feed.readOn(api);
  const counts = new Map<string, number>();
  for (const event of feed.events)
    if (event.type === type) counts.set(event.stream, (counts.get(event.stream) ?? 0) + 1);
  return counts;
}

async function everyTicket(type: string, times: number): Promise<void> {
  const opened = await counted('Opened');
  await until(`every ticket has ${type}`, async () => {
    const counts = await counted(type);
    return [...opened.keys()].every((ticket) => (counts.get(ticket) ?? 0) >= times);
  });
  expect(new Set((await counted(type)).values())).toEqual(new Set([times]));
}

async function publish(version: number, appliesToOpen: boolean): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const answer = await call(api, 'POST', `/api/v1/regulations/${REQUEST.desk}/versions`, {
    as: 'administrator',
    body: { document: minuteRegulation(REQUEST.desk, version, today), appliesToOpen, reason: 'a test' },
    headers: { 'idempotency-key': randomUUID() },
  });
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
}
