/** How large a bench is; each may be set in the environment, so that a smoke test runs in seconds and a figure in minutes. */
export type SizeName =
  | 'BENCH_ROUNDS'
  | 'BENCH_ROUND_MS'
  | 'BENCH_EVENTS'
  | 'BENCH_TICKETS'
  | 'BENCH_OPEN'
  | 'BENCH_PAGES'
  | 'BENCH_LAG_MS'
  | 'BENCH_COMMANDS_PER_SECOND';

/** @throws Error unless it is a whole number above 0. */
export function size(name: SizeName, byDefault: number): number {
  const given = process.env[name];
  if (given === undefined) return byDefault;
  if (!/^[1-9]\d*$/.test(given)) throw new Error(`${name} must be a whole number above 0, not ${given}`);
  return Number(given);
}
