import pg from 'pg';
import { pause } from '../leases/pause.js';

export interface Listener {
  close(): Promise<void>;
}

/** Listens on a channel over a connection of its own, and connects again whenever that breaks. */
export function listen(url: string, channel: string, heard: () => void, retryMs = 500): Listener {
  const closed = new AbortController();
  const running = keepListening(url, channel, heard, retryMs, closed.signal);
  return {
    async close() {
      closed.abort();
      await running;
    },
  };
}

async function keepListening(
  url: string,
  channel: string,
  heard: () => void,
  retryMs: number,
  closed: AbortSignal,
): Promise<void> {
  while (!closed.aborted) {
    const client = new pg.Client({ connectionString: url, application_name: 'help-desk read store signals' });
    const broken = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      closed.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      await client.connect();
      client.on('notification', heard);
      await client.query(`LISTEN ${channel}`);
      // What was announced while nobody listened.
      heard();
      await broken;
    } catch {
      await pause(retryMs, closed);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
