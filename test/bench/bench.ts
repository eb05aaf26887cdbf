import { testServer } from '#testing';
import { runAppendBench } from './append.bench.js';
import { type BenchRow, table } from './bench-row.js';
import { runCodecBench } from './codec.bench.js';
import { runWorkingTimeBench } from './working-time.bench.js';

/** Each bench gets a durable PostgreSQL (fsync on) that nobody else uses; those that need none ignore it. */
const benches: Readonly<Record<string, (url: string) => Promise<readonly BenchRow[]>>> = {
  append: runAppendBench,
  codec: runCodecBench,
  'working-time': async () => runWorkingTimeBench(),
};

/** `npm run bench [name …]`: all benches, or those named. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
const rows: BenchRow[] = [];
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name} …`);
  const server = await testServer();
  try {
    rows.push(...(await run(server.url)));
  } finally {
    await server.drop();
  }
}
console.log(table(rows));
