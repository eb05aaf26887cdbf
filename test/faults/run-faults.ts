import { checkHistory } from './checks/index.js';
import { type History, type Violation } from './history.js';
import { inflict } from './inflict.js';
import { Clients } from './load/clients.js';
import { type Store } from './plan/fault.js';
import { planFaults } from './plan/plan.js';
import { Random } from './plan/random.js';
import { settle } from './settle.js';
import { Surroundings } from './surroundings.js';

export interface FaultRun {
  readonly seed: number;
  readonly store: Store;
  readonly durationMs: number;
  readonly clients?: number;
}

export interface FaultReport extends FaultRun {
  /** How often what was done. */
  readonly faults: ReadonlyMap<string, number>;
  readonly history: History;
  /** Empty: every promise was kept. */
  readonly violations: readonly Violation[];
}

const CLIENTS = 5;

/**
 * A load of commands while what it runs on fails, and then whether every promise was kept. The seed gives the plan of faults and what the
 * clients choose; how they meet in time is never the same twice.
 */
export async function runFaults(run: FaultRun, tell?: (fault: string) => void): Promise<FaultReport> {
  const surroundings = await Surroundings.start(run.store);
  const { seed, durationMs } = run;
  const clients = new Clients(() => surroundings.nodes, new Random(seed).branch());
  try {
    const plan = planFaults({ seed, durationMs, targets: surroundings.targets });
    clients.work(run.clients ?? CLIENTS);
    const faults = await inflict(plan, surroundings, tell);
    await clients.rest();
    const { log, settledAt, violations } = await settle(surroundings, clients);
    const history: History = { commands: clients.commands, log, settledAt };
    const also = [
      ...clients.unforeseen.map((detail) => ({ rule: 'unforeseen-answer', detail })),
      ...surroundings.died.map((detail) => ({ rule: 'process-ended', detail })),
    ];
    return { ...run, faults, history, violations: [...checkHistory(history), ...violations, ...also] };
  } finally {
    await clients.rest().catch(() => undefined);
    await surroundings.close();
  }
}
