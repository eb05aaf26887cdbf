import { setTimeout as pause } from 'node:timers/promises';
import { kindOf, type Target } from './plan/fault.js';
import { type PlannedFault } from './plan/plan.js';
import { type Surroundings } from './surroundings.js';

/** Left to a target that has come back, so that it takes some load before the next fault, however slow the machine is. */
const REST_MS = 2_000;

/**
 * Does what is planned at its time. A fault whose target has not long got over the one before is left out, so that a slow machine does not
 * put the end off.
 *
 * @returns how often which kind was done, once all of them are over.
 */
export async function inflict(
  plan: readonly PlannedFault[],
  surroundings: Pick<Surroundings, 'suffer' | 'heal'>,
  tell: (fault: string) => void = () => undefined,
): Promise<ReadonlyMap<string, number>> {
  const done = new Map<string, number>();
  const busy = new Set<Target>();
  const over: Promise<void>[] = [];
  const began = performance.now();
  for (const fault of plan) {
    await pause(Math.max(0, fault.atMs - (performance.now() - began)));
    if (busy.has(fault.target)) continue;
    busy.add(fault.target);
    const kind = kindOf(fault);
    tell(`${fault.target}: ${kind}`);
    const suffered = surroundings.suffer(fault).then(() => {
      setTimeout(() => busy.delete(fault.target), REST_MS).unref();
      done.set(kind, (done.get(kind) ?? 0) + 1);
    });
    // Looked at below, once all are begun.
    suffered.catch(() => undefined);
    over.push(suffered);
  }
  await Promise.all(over);
  await surroundings.heal();
  return done;
}
