import { pathToFileURL } from 'node:url';
import {
  builtInCalendars,
  compileWorkingTime,
  type WorkingTime,
  type WorkingTimeSource,
} from '#working-time';

/** One line of the table of figures. `floor` is measured in the same run; `ratio` is floor / ours where both are times. */
export interface BenchRow {
  readonly what: string;
  readonly ours: string;
  readonly floor: string;
  readonly ratio: string;
  readonly aim: string;
}

const SOURCE: WorkingTimeSource = {
  schedule: {
    weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', breaks: [['13:00', '14:00']] }],
    followsHolidays: true,
    opensOnWorkingWeekends: true,
    shortensPreHolidays: true,
  },
  calendar: builtInCalendars.ru,
  zone: 'Europe/Moscow',
};
const HOUR = 3_600_000;
const N = 1 << 16;
const ROUNDS = 7;

/** Seeded, so that two runs ask the same questions (mulberry32). */
function* random(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    yield ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}

/** Nanoseconds a call: the median of the rounds after one to warm up. The sum is returned so that no call is optimised away. */
function nanoseconds(call: (i: number) => number): { ns: number; sum: number } {
  const rounds: number[] = [];
  let sum = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const begun = process.hrtime.bigint();
    for (let i = 0; i < N; i += 1) sum += call(i);
    if (round > 0) rounds.push(Number(process.hrtime.bigint() - begun) / N);
  }
  return { ns: rounds.sort((a, b) => a - b)[ROUNDS >> 1]!, sum };
}

function questions(seed: number, distance: number) {
  const next = random(seed);
  const draw = (limit: number) => Math.floor(next.next().value! * limit);
  const from = Float64Array.from({ length: N }, () => Date.UTC(2020, 0, 15) + draw(2 * 365 * 24 * HOUR));
  const amount = Float64Array.from({ length: N }, () => 1 + draw(distance));
  return { from, amount };
}

function operations(time: WorkingTime, distance: number, name: string): BenchRow[] {
  const { from, amount } = questions(7, distance);
  const row = (what: string, call: (i: number) => number): BenchRow => {
    const ours = nanoseconds(call).ns;
    const floor = nanoseconds((i) => from[i]! + amount[i]!).ns;
    return {
      what: `working time: ${what}, ${name}`,
      ours: `${ours.toFixed(0)} ns`,
      floor: `${floor.toFixed(1)} ns (plain addition in the same loop)`,
      ratio: (floor / ours).toFixed(3),
      aim: '≤ 200 ns',
    };
  };
  return [
    row('addition', (i) => time.add(from[i]!, amount[i]!)),
    row('difference', (i) => time.between(from[i]!, from[i]! + 4 * amount[i]!)),
  ];
}

function compileRow(): BenchRow {
  const times: number[] = [];
  for (let i = 0; i < 12; i += 1) {
    const begun = process.hrtime.bigint();
    compileWorkingTime(SOURCE);
    times.push(Number(process.hrtime.bigint() - begun) / 1e6);
  }
  const [cold, ...warm] = times;
  const median = warm.sort((a, b) => a - b)[warm.length >> 1]!;
  return {
    what: 'working time: compile of eight years, warm',
    ours: `${median.toFixed(1)} ms`,
    floor: `${cold!.toFixed(1)} ms (first compile of the process)`,
    ratio: (cold! / median).toFixed(2),
    aim: '≤ 100 ms',
  };
}

export async function runWorkingTimeBench(): Promise<BenchRow[]> {
  const compile = compileRow();
  const time = compileWorkingTime(SOURCE);
  return [
    compile,
    ...operations(time, 24 * HOUR, 'up to 3 working days'),
    ...operations(time, 9000 * HOUR, 'up to 4.5 years'),
  ];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.table(await runWorkingTimeBench());
