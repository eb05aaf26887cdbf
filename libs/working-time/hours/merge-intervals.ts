/**
 * Sorted, disjoint starts and ends within [from, to); what touches is joined, so that 24:00 runs on into 00:00 and around the clock is one
 * interval: otherwise a deadline at midnight would seem to fall on a closing.
 */
export function mergeIntervals(
  intervals: [number, number][],
  from: number,
  to: number,
): [start: Float64Array, end: Float64Array] {
  const start: number[] = [];
  const end: number[] = [];
  for (const [opens, closes] of intervals.sort((a, b) => a[0] - b[0])) {
    const s = Math.max(opens, from);
    const e = Math.min(closes, to);
    if (e <= s) continue;
    const last = end.length - 1;
    if (last >= 0 && s <= end[last]!) end[last] = Math.max(end[last]!, e);
    else {
      start.push(s);
      end.push(e);
    }
  }
  return [Float64Array.from(start), Float64Array.from(end)];
}
