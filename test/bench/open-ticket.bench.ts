import { migrate } from '../../apps/composition/infrastructure.js';
import { type BenchRow, median, perSecond } from './bench-row.js';
import { openingRequest } from './support/bench-desk.js';
import { Child } from './support/child.js';
import { HttpClient } from './support/http-client.js';
import { latencies, ms, p50p99 } from './support/latencies.js';
import { ownerOf } from './support/owner.js';
import { size } from './support/sizes.js';

const CLIENTS = 16;

interface Round {
  readonly perSecond: number;
  readonly times: readonly number[];
  /** Milliseconds of the server's processor time a request. */
  readonly cpu: number;
}

/**
 * Tickets opened a second by 16 clients over HTTP: the API whole (sign-in, validation, decision, encryption, group commit),
 * once alone and once with the worker's projections in the same process, against a naive controller.
 *
 * @param url a durable PostgreSQL, as a role that may create schemas.
 */
export async function runOpenTicketBench(url: string): Promise<readonly BenchRow[]> {
  await migrate(await ownerOf(url));
  const rows: BenchRow[] = [];
  for (const [worker, what] of [
    // First, since the worker makes the tables that the API reads.
    ['yes', 'API and worker in one process'],
    ['no', 'API alone'],
  ] as const) {
    const { naive, ours } = await sideBySide({ BENCH_URL: url, BENCH_WORKER: worker });
    rows.push({
      what: `open a ticket over HTTP, ${CLIENTS} clients, ${what}`,
      ours: told(ours),
      floor: told(naive),
      ratio: median(ours.map((round, i) => round.perSecond / (naive[i]?.perSecond ?? NaN))).toFixed(2),
      aim: '≥ 1.5 ×',
    });
  }
  return rows;
}

function told(rounds: readonly Round[]): string {
  const rate = perSecond(median(rounds.map((round) => round.perSecond)));
  const cpu = ms(median(rounds.map((round) => round.cpu)));
  return `${rate} (${p50p99(latencies(rounds.flatMap(({ times }) => times)))}; ${cpu} CPU each)`;
}

/** Turn and turn about, so that a noisy minute of the machine falls on both. */
async function sideBySide(env: Readonly<Record<string, string>>) {
  const targets = [
    { name: 'naive', path: '/tickets', rounds: [] as Round[] },
    { name: 'service', path: '/api/v1/tickets', rounds: [] as Round[] },
  ] as const;
  const running: { child: Child; client: HttpClient; path: string; rounds: Round[] }[] = [];
  try {
    for (const target of targets) {
      const child = await Child.start(target.name, env);
      const { address, token } = child.listening;
      running.push({ ...target, child, client: new HttpClient(address, token, CLIENTS) });
    }
    for (let round = 0; round <= size('BENCH_ROUNDS', 4); round++) {
      for (const { child, client, path, rounds } of running) {
        const before = await child.usage();
        const opened = await openTickets(client, path, size('BENCH_ROUND_MS', 5_000));
        const { cpu } = await child.usage();
        const measured = { ...opened, cpu: (cpu - before.cpu) / opened.times.length };
        // The first round warms up connections, plans and caches.
        if (round > 0) rounds.push(measured);
      }
    }
    return { naive: targets[0].rounds, ours: targets[1].rounds };
  } finally {
    for (const { child, client } of running) {
      client.close();
      await child.stop();
    }
  }
}

async function openTickets(
  client: HttpClient,
  path: string,
  milliseconds: number,
): Promise<Omit<Round, 'cpu'>> {
  const times: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const customer = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
      for (let at = performance.now(); at - startedAt < milliseconds;) {
        await client.json(client.post(path, openingRequest(customer)));
        const done = performance.now();
        times.push(done - at);
        at = done;
      }
    }),
  );
  return { perSecond: (times.length * 1_000) / (performance.now() - startedAt), times };
}
