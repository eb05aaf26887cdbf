import { type EpochMs } from '../zone/local-time.js';

/** [from, to); an open pause has no end yet. */
export interface Pause {
  readonly from: EpochMs;
  readonly to?: EpochMs | undefined;
}

/** Sorted and disjoint; touching and nested pauses are one, so that no time is taken off twice. Empty ones vanish. */
export function mergePauses(pauses: readonly Pause[]): Pause[] {
  const merged: { from: EpochMs; to: EpochMs }[] = [];
  const ends = pauses.map(({ from, to = Infinity }) => {
    if (to < from) throw new RangeError(`Pause ends before it begins: ${from}–${to}`);
    return { from, to };
  });
  for (const pause of ends.sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && pause.from <= last.to) last.to = Math.max(last.to, pause.to);
    else merged.push({ ...pause });
  }
  return merged
    .filter(({ from, to }) => from < to)
    .map(({ from, to }) => (to === Infinity ? { from } : { from, to }));
}

/** What a clock owes: a due instant while it runs; while it stands there is none, only what remains. */
export type Due<Remaining> =
  | { readonly state: 'running'; readonly dueAt: EpochMs }
  | { readonly state: 'paused'; readonly since: EpochMs; readonly remaining: Remaining };

/**
 * The one rule of pauses, for any unit: a pause moves the due instant if it began before the due instant reached so far; a later one
 * comes when all is over.
 * @param dueAfter due instant of the clock when `paused` units were lost
 * @param lost units lost in one pause
 * @param remaining units left at the beginning of an open pause when `paused` units were lost before it
 */
export function dueWithPauses(
  pauses: readonly Pause[],
  dueAfter: (paused: number) => EpochMs,
  lost: (from: EpochMs, to: EpochMs) => number,
  remaining: (from: EpochMs, paused: number) => number,
): Due<number> {
  let paused = 0;
  let dueAt = dueAfter(0);
  for (const { from, to } of mergePauses(pauses)) {
    if (from >= dueAt) break;
    if (to === undefined) return { state: 'paused', since: from, remaining: remaining(from, paused) };
    const units = lost(from, to);
    if (units === 0) continue;
    paused += units;
    dueAt = dueAfter(paused);
  }
  return { state: 'running', dueAt };
}
