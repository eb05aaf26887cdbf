import { expect } from '@jest/globals';
import { type InsistentClients } from './insistent-clients.js';
import { type LogFeed } from './log-feed.js';

/** The log holds every acknowledged command where its answer said, and not one opening or reply more. */
export function expectEachOnce({ acknowledged }: InsistentClients, feed: LogFeed): void {
  const at = new Map(feed.events.map((event) => [event.position, event]));
  for (const { answer } of acknowledged)
    expect(at.get(answer.position)).toMatchObject({
      stream: `ticket-${answer.id}`,
      version: answer.version,
    });
  const done = acknowledged.map(({ command, answer }) =>
    command.path.endsWith('/replies') ? `CustomerReplied ticket-${answer.id}` : `Opened ticket-${answer.id}`,
  );
  expect(casesAmong(feed.events)).toEqual(done.sort());
}

/** What clients did, sorted. */
export function casesAmong(events: LogFeed['events']): string[] {
  return events
    .filter(({ type }) => type === 'Opened' || type === 'CustomerReplied')
    .map(({ type, stream }) => `${type} ${stream}`)
    .sort();
}
