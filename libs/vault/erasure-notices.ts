import pg from 'pg';

export interface ErasureListenerOptions {
  readonly url: string;
  /** Usually `vault.evict`. */
  readonly onErased: (subject: string) => void;
  readonly signal: AbortSignal;
  /** Pause before a broken connection is made anew; 1,000 ms by default. */
  readonly retryMs?: number;
  /** Told whenever it listens (again): notices in between are lost, the cache's own maximum age is the net under them. */
  readonly onListening?: () => void;
}

/** Hears of every erasure that any process commits; ends when the signal aborts, and goes on by itself until then. */
export async function listenToErasures(options: ErasureListenerOptions): Promise<void> {
  const { signal, retryMs = 1000 } = options;
  while (!signal.aborted) {
    await listenOnce(options).catch(() => undefined);
    if (!signal.aborted) await pause(retryMs, signal);
  }
}

async function listenOnce({ url, onErased, signal, onListening }: ErasureListenerOptions): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  const stop = (): void => void client.end().catch(() => undefined);
  client.on('error', stop);
  client.on('notification', ({ payload }) => {
    if (payload !== undefined) onErased(payload);
  });
  await client.connect();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    else await client.query('LISTEN vault_erased');
    onListening?.();
    await ended;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
