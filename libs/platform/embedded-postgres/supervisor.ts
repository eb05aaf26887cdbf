import { setTimeout as pause } from 'node:timers/promises';
import { type Progress } from './progress.js';
import { type ServerProcess } from './server.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface Supervised {
  /** Ends the server for good. */
  stop(): Promise<void>;
  /** Sends the stop signal and does not wait, for the last moment of a process. */
  readonly abandon: () => void;
}

/**
 * Starts a server again that ended although nobody stopped it (killed, out of memory), for as long as it takes: requests
 * fail meanwhile, and go on when it is back on the same port.
 */
export function supervise(
  first: ServerProcess,
  start: () => Promise<ServerProcess>,
  progress: Progress,
): Supervised {
  let server: ServerProcess | undefined = first;
  const stopping = new AbortController();

  const watch = (async () => {
    while (!stopping.signal.aborted) {
      await server?.ended;
      server = undefined;
      if (stopping.signal.aborted) return;
      progress('postgres-crashed');
      for (let wait = FIRST_PAUSE_MS; server === undefined && !stopping.signal.aborted; wait *= 2) {
        try {
          server = await start();
          progress('postgres-restarted');
        } catch {
          progress('postgres-restart-failed');
          const time = Math.min(wait, LONGEST_PAUSE_MS);
          await pause(time, undefined, { signal: stopping.signal }).catch(() => undefined);
        }
      }
    }
    await server?.stop();
  })();

  return {
    stop: async () => {
      stopping.abort();
      await server?.stop();
      await watch;
    },
    abandon: () => {
      stopping.abort();
      if (server !== undefined && server.pid > 0) process.kill(server.pid, 'SIGINT');
    },
  };
}
