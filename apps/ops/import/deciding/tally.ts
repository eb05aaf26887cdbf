/** What became of the rows. Every row is in exactly one of the three. */
export class Tally {
  rows = 0;
  changed = 0;
  events = 0;
  readonly withoutEffect = new Map<string, number>();
  readonly refused = new Map<string, number>();
  /** Commands of time: what fell due between the rows. */
  fallenDue = 0;

  idle(reason: string): void {
    count(this.withoutEffect, reason);
  }

  refuse(reason: string): void {
    count(this.refused, reason);
  }

  get sums(): { readonly rows: number; readonly counted: number } {
    return { rows: this.rows, counted: this.changed + sum(this.withoutEffect) + sum(this.refused) };
  }

  get isComplete(): boolean {
    return this.sums.rows === this.sums.counted;
  }
}

function count(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}

export function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const n of counts.values()) total += n;
  return total;
}
