import { describe, expect, it } from '@jest/globals';
import { TICKET_EVENTS } from '#tickets';
import { type SeededAppend, ticketLog } from './ticket-seed.js';

function take(count: number, seed = 1): SeededAppend[] {
  const appends: SeededAppend[] = [];
  for (const append of ticketLog(seed)) if (appends.push(append) >= count) break;
  return appends;
}

describe('the seeded ticket log', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(take(300)).toEqual(take(300));
    expect(take(300, 2)).not.toEqual(take(300));
  });

  it('holds what the event schemas accept, versions without a gap, time that never goes back in a ticket', () => {
    const schemas = new Map(TICKET_EVENTS.map(({ name, schema }) => [name as string, schema]));
    const versions = new Map<string, { version: number; decidedAt: string }>();
    for (const { ticket, version, decidedAt, events } of take(4_000)) {
      const before = versions.get(ticket);
      expect(version).toBe(before?.version ?? 0);
      expect(decidedAt >= (before?.decidedAt ?? '')).toBe(true);
      versions.set(ticket, { version: version + events.length, decidedAt });
      for (const { type, data } of events) expect(schemas.get(type)?.safeParse(data).error).toBeUndefined();
    }
  });

  it('is a whole desk’s life: tickets are opened and closed, clocks started, met and breached', () => {
    const types = new Set(take(4_000).flatMap(({ events }) => events.map(({ type }) => type)));
    expect([...types]).toEqual(
      expect.arrayContaining(['Opened', 'Answered', 'Closed', 'ClockStarted', 'SlaMet', 'SlaBreached']),
    );
  });
});
