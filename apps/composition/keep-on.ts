import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 1000;

export interface InterruptionLogger {
  warn(fields: object, message: string): void;
}

/** Begins again after a failure or an end, until told to stop. */
export async function keepOn(
  what: string,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  logger: InterruptionLogger,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work(signal);
    } catch (err) {
      logger.warn({ err, what }, 'background work interrupted');
    }
    await waitUnlessAborted(RETRY_MS, signal);
  }
}

export async function waitUnlessAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
