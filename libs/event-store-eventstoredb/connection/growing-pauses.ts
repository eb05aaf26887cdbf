/**
 * Milliseconds to wait before the next attempt, for ever: doubled each time up to `most`, each varied by half, so that
 * many who lost the same server do not come back at the same moment.
 */
export function* growingPauses(first: number, most: number): Generator<number, never, undefined> {
  for (let pause = first; ; pause = Math.min(2 * pause, most)) yield pause * (0.5 + Math.random());
}
