import { setTimeout as pause } from 'node:timers/promises';

const LOOK_AGAIN_MS = 20;
const PATIENCE_MS = 90_000;

/**
 * Looks until it is so.
 *
 * @returns milliseconds that it took.
 * @throws Error when it is not so in time.
 */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  while (!(await isSo())) {
    if (performance.now() - began > PATIENCE_MS) throw new Error(`not so in ${PATIENCE_MS} ms: ${what}`);
    await pause(LOOK_AGAIN_MS);
  }
  return performance.now() - began;
}
