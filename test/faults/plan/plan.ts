import { chooseFault, lengthOf } from './choose-fault.js';
import { type Fault, type Target } from './fault.js';
import { Random } from './random.js';

/** A fault at its time, in milliseconds from the beginning. */
export type PlannedFault = Fault & { readonly atMs: number };

export interface PlanOptions {
  readonly seed: number;
  readonly targets: readonly Target[];
  readonly durationMs: number;
}

const SHORTEST_GAP_MS = 200;
const LONGEST_GAP_MS = 1_300;
/** Left to a target after each fault, for coming back and for doing something. */
const REST_MS = 3_000;

/**
 * What goes wrong when. Follows from its options alone. Different targets may be out of order at once; one target never has
 * two faults at once.
 */
export function planFaults({ seed, targets, durationMs }: PlanOptions): readonly PlannedFault[] {
  const random = new Random(seed);
  const wellFrom = new Map<Target, number>();
  const plan: PlannedFault[] = [];
  for (let atMs = 0; ;) {
    atMs += random.between(SHORTEST_GAP_MS, LONGEST_GAP_MS);
    if (atMs >= durationMs) return plan;
    const well = targets.filter((target) => (wellFrom.get(target) ?? 0) <= atMs);
    if (well.length === 0) continue;
    const fault = chooseFault(random.pick(well), random);
    wellFrom.set(fault.target, atMs + lengthOf(fault) + REST_MS);
    plan.push({ atMs, ...fault });
  }
}
