import pg from 'pg';
import { type LogObserver, pause } from '#event-sourcing';
import { reasonOf } from '../connection/failure.js';

const CHANNEL = 'log_appended';
const RECONNECT = { first: 50, most: 2_000 };
/** Least milliseconds between two notices: each one takes a lock of the whole cluster at its commit. */
const NOTICE_INTERVAL = 5;

export interface WakeLineOptions {
  readonly url: string;
  readonly onWake: () => void;
  readonly observe: LogObserver;
}

/**
 * One connection that tells other processes of new events and hears of theirs. A hint only: what it misses while it is
 * down is found by polling. Notices go out after the commit, never in it, since a pending notice serialises commits.
 */
export class WakeLine {
  private readonly closing = new AbortController();
  private client: pg.Client | undefined;
  private owed = false;
  private sending = false;
  private readonly running: Promise<void>;

  constructor(private readonly options: WakeLineOptions) {
    this.running = this.keepConnected();
  }

  get up(): boolean {
    return this.client !== undefined;
  }

  announce(): void {
    this.owed = true;
    if (!this.sending) void this.send();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async send(): Promise<void> {
    this.sending = true;
    while (this.owed && this.client !== undefined && !this.closing.signal.aborted) {
      this.owed = false;
      await this.client.query(`NOTIFY ${CHANNEL}`).catch(() => undefined);
      await pause(NOTICE_INTERVAL, this.closing.signal);
    }
    this.sending = false;
  }

  private async keepConnected(): Promise<void> {
    const { signal } = this.closing;
    let wait = RECONNECT.first;
    while (!signal.aborted) {
      try {
        await this.listen(() => (wait = RECONNECT.first));
      } catch (error) {
        this.options.observe({ kind: 'retried', reason: reasonOf(error) });
      }
      await pause(wait * (0.5 + Math.random()), signal);
      wait = Math.min(wait * 2, RECONNECT.most);
    }
  }

  /** Ends when the connection does. */
  private async listen(connected: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.url,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: 'event-log-wake-line',
    });
    const { signal } = this.closing;
    let hangUp!: () => void;
    const ended = new Promise<void>((resolve) => (hangUp = resolve));
    client.once('error', hangUp);
    client.once('end', hangUp);
    signal.addEventListener('abort', hangUp);
    client.on('error', () => undefined);
    try {
      await client.connect();
      client.on('notification', () => this.options.onWake());
      await client.query(`LISTEN ${CHANNEL}`);
      connected();
      this.client = client;
      this.options.observe({ kind: 'listening', up: true });
      // Whatever was stored while nobody listened.
      this.options.onWake();
      if (this.owed && !this.sending) void this.send();
      await ended;
    } finally {
      signal.removeEventListener('abort', hangUp);
      if (this.client === client) {
        this.client = undefined;
        this.options.observe({ kind: 'listening', up: false });
      }
      await client.end().catch(() => undefined);
    }
  }
}
