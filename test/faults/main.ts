import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Store } from './plan/fault.js';
import { reportText } from './report.js';
import { runFaults } from './run-faults.js';

// npm run faults -- --minutes 10 --store postgres|eventstoredb --seed N --clients 5 [--tell]

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    store: { type: 'string', default: 'postgres' },
    clients: { type: 'string', default: '5' },
    tell: { type: 'boolean', default: false },
  },
});
const say = (text: string) => void process.stdout.write(`${text}\n`);
const whole = (name: string, text: string, most: number): number => {
  if (!/^\d+$/.test(text) || Number(text) > most)
    throw new Error(`--${name} has to be a whole number up to ${most}`);
  return Number(text);
};
const store = values.store as Store;
if (!['postgres', 'eventstoredb'].includes(store)) throw new Error('--store is postgres or eventstoredb');
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes has to be a number above 0');
const seed = values.seed === undefined ? randomInt(2 ** 32) : whole('seed', values.seed, 2 ** 32 - 1);
say(`seed ${seed}`);
const began = performance.now();
const tell = (fault: string) => say(`${((performance.now() - began) / 1_000).toFixed(1)} s: ${fault}`);
const report = await runFaults(
  { seed, store, durationMs: minutes * 60_000, clients: whole('clients', values.clients, 100) },
  values.tell ? tell : undefined,
);
say(reportText(report));
process.exitCode = report.violations.length === 0 ? 0 : 1;
