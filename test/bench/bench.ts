import { SERVER_SETTINGS } from '#platform';
import { testServer } from '#testing';
import { runAppendBench } from './append.bench.js';
import { type BenchRow, table } from './bench-row.js';
import { runCatchUpBench } from './catch-up.bench.js';
import { runCodecBench } from './codec.bench.js';
import { runDeskBench } from './desk.bench.js';
import { runEventStoreDbBench } from './eventstoredb.bench.js';
import { runOpenTicketBench } from './open-ticket.bench.js';
import { waitForLeavers } from './support/wait-for-leavers.js';
import { runWorkingTimeBench } from './working-time.bench.js';

/**
 * Each bench gets a durable PostgreSQL that nobody else uses, set up as the embedded one of the product; those that need
 * none ignore it.
 */
const benches: Readonly<Record<string, (url: string) => Promise<readonly BenchRow[]>>> = {
  append: runAppendBench,
  codec: runCodecBench,
  'working-time': async () => runWorkingTimeBench(),
  'open-ticket': runOpenTicketBench,
  'catch-up': runCatchUpBench,
  desk: runDeskBench,
  eventstoredb: async () => runEventStoreDbBench(),
};

/** `npm run bench [name …]`: all benches, or those named. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
const settings = Object.entries(SERVER_SETTINGS).map(([name, value]) => `${name}=${value}`);
const rows: BenchRow[] = [];
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name} …`);
  const server = await testServer(settings);
  try {
    rows.push(...(await run(server.url)));
    await waitForLeavers(server.url);
  } finally {
    await server.drop();
  }
}
console.log(table(rows));
