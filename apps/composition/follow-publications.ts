import { type HelpDesk } from './help-desk.js';
import { type InterruptionLogger, keepOn } from './keep-on.js';

/**
 * Keeps a process level with what others publish: regulations, calendars, modes of desks. Every process that decides needs it,
 * whether or not it hosts a worker.
 */
export function followPublications(
  { publications }: Pick<HelpDesk, 'publications'>,
  logger: InterruptionLogger,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const following = keepOn('publications', (signal) => publications.follow(signal), stopping.signal, logger);
  return {
    stop: async () => {
      stopping.abort();
      await following;
    },
  };
}
