import { randomUUID } from 'node:crypto';
import { type EventStore, type ProposedEvent, streamName } from '#event-sourcing';
import { createEventStoreDbEventStore } from '#event-store-eventstoredb';
import { spawnDouble, type SpawnedDouble } from '../../eventstoredb-double/index.js';
import { type BenchRow } from '../bench-row.js';

const WRITERS = 8;
const MOVES = 5;
/** Milliseconds of writing before and after each move. */
const BESIDE = 300;

/** How long eight writers stand still at most while the leader of three nodes moves, or dies, five times. */
export async function leaderMoveRows(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const how of ['moves', 'dies'] as const) {
    const cluster = await spawnDouble({ nodes: 3 });
    const store = await createEventStoreDbEventStore({ url: cluster.url });
    const longest = await longestPause(store, () => (how === 'moves' ? move(cluster) : die(cluster)));
    rows.push({
      what: `appends go on after the leader ${how}, longest pause of ${MOVES}`,
      ours: `${longest.toFixed(0)} ms`,
      floor: '–',
      ratio: '–',
      aim: '≤ 2,000 ms',
    });
    await store.close();
    await cluster.close();
  }
  return rows;
}

async function move({ control }: SpawnedDouble): Promise<void> {
  await control.moveLeader(undefined, 100);
}

async function die({ control }: SpawnedDouble): Promise<void> {
  const { up } = await control.state();
  const down = up.indexOf(false);
  if (down >= 0) await control.start(down);
  await control.stop();
}

async function longestPause(store: EventStore, disturb: () => Promise<void>): Promise<number> {
  let writing = true;
  let acknowledgedAt = performance.now();
  let longest = 0;
  const writers = Array.from({ length: WRITERS }, async () => {
    const stream = streamName('ticket', randomUUID());
    for (let version = 0; writing; version++) {
      await store.append(stream, version, [anEvent()]);
      const now = performance.now();
      longest = Math.max(longest, now - acknowledgedAt);
      acknowledgedAt = now;
    }
  });
  for (let i = 0; i < MOVES; i++) {
    await written(BESIDE);
    await disturb();
  }
  await written(BESIDE);
  writing = false;
  await Promise.all(writers);
  return longest;
}

function written(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function anEvent(): ProposedEvent {
  return { id: randomUUID(), type: 'Prioritized', data: {}, metadata: {} };
}
