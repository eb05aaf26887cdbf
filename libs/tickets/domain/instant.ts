/** ISO 8601 UTC with milliseconds: byte order is the order of time, so instants are compared as texts. */
export type Instant = string;

/** @returns epoch milliseconds. */
export function ms(instant: Instant): number {
  return Date.parse(instant);
}

export function instant(epochMs: number): Instant {
  return new Date(epochMs).toISOString();
}

export function later(a: Instant, b: Instant): Instant {
  return a < b ? b : a;
}
