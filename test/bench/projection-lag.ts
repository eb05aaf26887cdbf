import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { type BenchRow } from './bench-row.js';
import { openingRequest } from './support/bench-desk.js';
import { type HttpClient } from './support/http-client.js';
import { latencies, p50p99 } from './support/latencies.js';
import { size } from './support/sizes.js';

const LOOK_AGAIN_MS = 100;
const LONGEST_WAIT_MS = 120_000;
const VIEWS = ['queue', 'ticket-details'];

interface Answer {
  readonly id: string;
  readonly position: string;
}

/** What happens to a ticket after its opening, one command each; it then stays answered in the queue. */
const STEPS: readonly { readonly path: string; readonly body: object }[] = [
  { path: 'taking-up', body: {} },
  {
    path: 'notes',
    body: { text: 'Проверил порт: ошибок нет, линия не поднимается.', visibility: 'internal' },
  },
  { path: 'answers', body: { text: 'Заменили порт, проверьте.', channel: 'account', solution: true } },
];

/**
 * Commands over HTTP at a fixed rate that waits for nobody (open loop), and how long after a command's answer the queue and the
 * ticket's page show its position. Waiting for an answer costs latency and is told as well, counted from the moment the
 * command was due, so that a queue in front of a slow server is seen.
 */
export async function projectionLagRows(api: HttpClient, client: pg.Client): Promise<readonly BenchRow[]> {
  const rate = size('BENCH_COMMANDS_PER_SECOND', 500);
  const watch = new ViewWatch(client);
  await watch.start();
  const load = await openLoop(api, rate, size('BENCH_LAG_MS', 30_000), (position) =>
    watch.acknowledged(position),
  );
  const lags = latencies(await watch.finish());
  return [
    {
      what: `projection lag under ${rate} commands/s: from the answer until queue and ticket show it`,
      ours: p50p99(lags),
      floor: `${Math.round(load.perSecond)} commands/s answered, ${p50p99(latencies(load.times))}`,
      ratio: '–',
      aim: 'p99 ≤ 50 ms',
    },
  ];
}

async function openLoop(
  api: HttpClient,
  rate: number,
  milliseconds: number,
  onAnswer: (position: string) => void,
) {
  const idle: { id: string; step: number }[] = [];
  const times: number[] = [];
  const startedAt = performance.now();
  const command = async (dueAt: number, index: number) => {
    const ticket = idle.shift();
    const step = ticket && STEPS[ticket.step];
    const customer = `00000000-0000-4000-8000-${String(index % 5_000).padStart(12, '0')}`;
    const sent =
      step === undefined || ticket === undefined
        ? api.post('/api/v1/tickets', openingRequest(customer))
        : api.post(`/api/v1/tickets/${ticket.id}/${step.path}`, step.body);
    const { id, position } = await api.json<Answer>(sent);
    onAnswer(position);
    times.push(performance.now() - dueAt);
    const next = (ticket?.step ?? -1) + 1;
    if (next < STEPS.length) idle.push({ id, step: next });
  };
  const running: Promise<void>[] = [];
  for (let index = 0; index < (rate * milliseconds) / 1_000;) {
    const now = performance.now() - startedAt;
    for (; (index * 1_000) / rate <= now && index < (rate * milliseconds) / 1_000; index++) {
      running.push(command(startedAt + (index * 1_000) / rate, index));
    }
    await pause(1);
  }
  await Promise.all(running);
  return { times, perSecond: (times.length * 1_000) / (performance.now() - startedAt) };
}

interface Acknowledged {
  readonly position: string;
  readonly at: number;
}

/** Looks at the views' checkpoints whenever they are said to have moved, as readers who wait for a position do. */
class ViewWatch {
  private waiting: Acknowledged[] = [];
  private readonly lags: number[] = [];
  private looking = false;
  private again = false;
  private drained: (() => void) | undefined;
  private net: NodeJS.Timeout | undefined;

  constructor(private readonly client: pg.Client) {}

  async start(): Promise<void> {
    this.client.on('notification', () => this.look());
    await this.client.query('LISTEN read_positions');
    // A notice is a hint and may be lost.
    this.net = setInterval(() => this.look(), LOOK_AGAIN_MS);
  }

  acknowledged(position: string): void {
    this.waiting.push({ position, at: performance.now() });
    this.look();
  }

  /**
   * @returns milliseconds of each command, once all of them are shown.
   * @throws Error when the views stand still.
   */
  async finish(): Promise<readonly number[]> {
    const giveUp = new AbortController();
    const drained = new Promise<void>((resolve) => {
      this.drained = resolve;
      this.look();
    });
    await Promise.race([
      drained,
      pause(LONGEST_WAIT_MS, undefined, { signal: giveUp.signal }).then(() => {
        throw new Error(`${this.waiting.length} commands are still not shown`);
      }),
    ]).finally(() => {
      giveUp.abort();
      clearInterval(this.net);
    });
    await this.client.query('UNLISTEN read_positions');
    return this.lags;
  }

  private look(): void {
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = true;
    void this.lookOnce().finally(() => {
      this.looking = false;
      if (this.waiting.length === 0) this.drained?.();
      if (!this.again) return;
      this.again = false;
      this.look();
    });
  }

  private async lookOnce(): Promise<void> {
    const { rows } = await this.client.query<{ position: string }>({
      name: 'bench-checkpoint',
      text: 'SELECT min(position) AS position FROM read.projections WHERE live AND name = ANY ($1)',
      values: [VIEWS],
    });
    const shown = rows[0]?.position ?? '';
    const now = performance.now();
    this.waiting = this.waiting.filter(({ position, at }) => {
      if (position > shown) return true;
      this.lags.push(now - at);
      return false;
    });
  }
}
