import { setTimeout as pause } from 'node:timers/promises';
import { kindOf, type Target } from './plan/fault.js';
import { type PlannedFault } from './plan/plan.js';
import { type Surroundings } from './surroundings.js';

/**
 * Does what is planned at its time; what a target has not got over when its next fault is due makes that one wait.
 *
 * @returns how often which kind was done, once all of them are over.
 */
export async function inflict(
  plan: readonly PlannedFault[],
  surroundings: Pick<Surroundings, 'suffer' | 'heal'>,
  tell: (fault: string) => void = () => undefined,
): Promise<ReadonlyMap<string, number>> {
  const done = new Map<string, number>();
  const over = new Map<Target, Promise<void>>();
  const began = performance.now();
  for (const fault of plan) {
    await pause(Math.max(0, fault.atMs - (performance.now() - began)));
    const before = over.get(fault.target) ?? Promise.resolve();
    const suffered = before.then(async () => {
      const kind = kindOf(fault);
      tell(`${fault.target}: ${kind}`);
      await surroundings.suffer(fault);
      done.set(kind, (done.get(kind) ?? 0) + 1);
    });
    // Looked at below, once all are begun.
    suffered.catch(() => undefined);
    over.set(fault.target, suffered);
  }
  await Promise.all(over.values());
  await surroundings.heal();
  return done;
}
