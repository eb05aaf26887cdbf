import { outcomeOf } from './history.js';
import { type FaultReport } from './run-faults.js';

/** As lines of text. */
export function reportText({ seed, store, durationMs, faults, history, violations }: FaultReport): string {
  const { commands, log } = history;
  const outcomes = counts(commands.map(outcomeOf));
  const repeated = commands.filter(({ attempts }) => attempts.length > 1).length;
  const breaches = log.filter(({ type }) => type === 'SlaBreached').length;
  return [
    `seed ${seed}, store ${store}, ${(durationMs / 60_000).toFixed(1)} minutes of faults`,
    `${killsOf(faults)} kills (SIGKILL), ${sum(faults)} faults in all:`,
    ...table(faults),
    `${commands.length} commands, ${repeated} of them sent more than once:`,
    ...table(outcomes),
    'what left clients waiting or guessing:',
    ...table(
      counts(
        commands.flatMap(({ attempts }) => attempts.flatMap((a) => (a.is === 'unknown' ? [a.why] : []))),
      ),
    ),
    `${log.length} events in ${new Set(log.map(({ stream }) => stream)).size} streams, ${breaches} breaches`,
    violations.length === 0
      ? 'Nothing lost, doubled, or out of order.'
      : `BROKEN, ${violations.length} times:`,
    ...table(counts(violations.map(({ rule }) => rule))),
    ...violations.slice(0, SHOWN).map(({ rule, detail }) => `  ${rule}: ${detail}`),
  ].join('\n');
}

const SHOWN = 40;

/** By SIGKILL, of whomever. */
export function killsOf(faults: FaultReport['faults']): number {
  return sum(new Map([...faults].filter(([kind]) => kind.endsWith(' kill'))));
}

function sum(figures: ReadonlyMap<string, number>): number {
  return [...figures.values()].reduce((total, count) => total + count, 0);
}

function counts(of: readonly string[]): Map<string, number> {
  const figures = new Map<string, number>();
  for (const one of of) figures.set(one, (figures.get(one) ?? 0) + 1);
  return figures;
}

function table(figures: ReadonlyMap<string, number>): string[] {
  return [...figures].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => `  ${count} ${what}`);
}
