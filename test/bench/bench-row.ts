/** One line of the table of figures; `floor` is measured in the same run, on the same machine and server. */
export interface BenchRow {
  readonly what: string;
  readonly ours: string;
  readonly floor: string;
  readonly ratio: string;
  readonly aim: string;
}

/** @returns the rows as aligned text, one a line, under a heading. */
export function table(rows: readonly BenchRow[]): string {
  const heading: BenchRow = { what: 'what', ours: 'ours', floor: 'floor', ratio: 'ratio', aim: 'aim' };
  const keys = ['what', 'ours', 'floor', 'ratio', 'aim'] as const;
  const widths = keys.map((key) => Math.max(...[heading, ...rows].map((row) => row[key].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [
    line(keys.map((key) => heading[key])),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map((row) => line(keys.map((key) => row[key]))),
  ].join('\n');
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

export function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en-US')}/s`;
}
