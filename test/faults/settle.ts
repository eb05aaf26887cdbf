import { setTimeout as pause } from 'node:timers/promises';
import { call } from '../product/http.js';
import { type Product } from '../product/product.js';
import { checkBreaches } from './checks/index.js';
import { type LoggedEvent, type Violation } from './history.js';
import { type Clients } from './load/clients.js';
import { DESK } from './load/commands.js';
import { readLog } from './read-log.js';
import { type Surroundings } from './surroundings.js';

const LOOK_AGAIN_MS = 250;
const PATIENCE_MS = 60_000;

export interface Settled {
  readonly log: readonly LoggedEvent[];
  readonly settledAt: string;
  readonly violations: readonly Violation[];
}

/**
 * After the last fault everything has to go on by itself: each node takes a command, the queue comes to it, and what fell due is
 * recorded. Then the read models are compared with a rebuild.
 */
export async function settle(surroundings: Surroundings, clients: Clients): Promise<Settled> {
  const settledAt = new Date().toISOString();
  const violations: Violation[] = [];
  for (const node of surroundings.nodes) violations.push(...(await goesOn(node, clients)));
  let log = await readLog(surroundings.log);
  const giveUp = performance.now() + PATIENCE_MS;
  const isOwed = () =>
    checkBreaches({ commands: [], log, settledAt }).some(({ rule }) => rule === 'breach-missing');
  while (isOwed() && performance.now() < giveUp) {
    await pause(LOOK_AGAIN_MS);
    log = await readLog(surroundings.log);
  }
  violations.push(...(await readModels(surroundings)));
  return { log, settledAt, violations };
}

async function goesOn(node: Product, clients: Clients): Promise<Violation[]> {
  const opened = await clients.openThrough(node);
  if (opened.is !== 'acknowledged')
    return [{ rule: 'stands-still', detail: `no command is taken: ${JSON.stringify(opened)}` }];
  const path = `/api/v1/desks/${DESK}/queue?limit=1&minPosition=${opened.position}`;
  const giveUp = performance.now() + PATIENCE_MS;
  for (;;) {
    const { status, body } = await call(node, 'GET', path, { as: 'operator' });
    if (status === 200 && body.stale === false) return [];
    if (performance.now() > giveUp)
      return [{ rule: 'stands-still', detail: `the queue does not come to ${opened.position}: ${status}` }];
    await pause(LOOK_AGAIN_MS);
  }
}

async function readModels({ fleet }: Surroundings): Promise<Violation[]> {
  const { code, output } = await fleet.ops('projections', 'verify');
  return code === 0 && !/[1-9]\d* differen/.test(output)
    ? []
    : [{ rule: 'read-models-differ', detail: `${code}: ${output}` }];
}
