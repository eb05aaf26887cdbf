import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BEGINNING, type Position, streamName } from '#event-sourcing';
import { ProjectionAdmin, type ProjectionRunner } from '#read-store';
import { readStoreFixture, type ReadStoreFixture } from '#read-store/testing';
import { nextDueInstant } from '../domain/decide/advance.js';
import { type ExistingTicket } from '../domain/state/ticket.state.js';
import { type TicketCommand } from '../domain/ticket.commands.js';
import { type TicketEvent } from '../domain/ticket.events.js';
import { anyCommand } from '../testing/commands.arbitrary.js';
import { policyOf } from '../testing/policies.js';
import { ticketCodec, TicketLog, uuid } from '../testing/ticket-log.js';
import {
  TICKET_PROJECTIONS,
  breachesPage,
  clockAt,
  customerHistoryPage,
  dueBefore,
  queuePage,
  resolveInstant,
  ticketAsOf,
  ticketByIdOrNumber,
} from './index.js';

const START = Date.UTC(2026, 1, 2, 7);
const codec = ticketCodec();
let fixture: ReadStoreFixture;
let runner: ProjectionRunner;
let runs = 0;

beforeAll(async () => {
  fixture = await readStoreFixture();
  runner = fixture.runner({
    projections: TICKET_PROJECTIONS,
    decode: (events, options) => codec.decodeBatch(events, options),
    minBucketChanges: 12,
  });
  await runner.start();
});

afterAll(() => fixture.close());

interface Step {
  readonly ticket: number;
  readonly command: TicketCommand;
  /** Minutes of the desk's clock since the step before; now and then it goes back a little, as of another node's. */
  readonly after: number;
}

/** Tickets of a fresh desk, lived through and projected. */
async function lived(steps: readonly Step[]): Promise<{ log: TicketLog; desk: string }> {
  const desk = `desk-${runs++}`;
  const policy = policyOf('equipment-vendor', (sample) => ({ ...sample, desk }));
  const log = new TicketLog(fixture.store, codec, policy);
  const { regulation } = policy;
  const last = new Map<string, number>();
  let clock = START;
  for (const { ticket: index, command, after } of steps) {
    const ticket = uuid(`${desk}/${index}`);
    clock += after * 60_000;
    const now = Math.max(clock, last.get(ticket) ?? 0);
    last.set(ticket, now);
    const at = new Date(now).toISOString();
    if (log.state(ticket).status === 'unopened') {
      await log.give(ticket, opening(regulation, desk, index), at, 'customer');
    }
    await log.give(ticket, command, at);
  }
  for (const { name } of TICKET_PROJECTIONS) {
    const { stale } = await fixture.readStore.waitForPosition(name, await fixture.store.head(), 20_000);
    if (stale) throw new Error(JSON.stringify(await fixture.readStore.status()));
  }
  return { log, desk };
}

function opening(
  regulation: ReturnType<typeof policyOf>['regulation'],
  desk: string,
  index: number,
): TicketCommand {
  const tariff = regulation.tariffs[0]?.code;
  return {
    type: 'OpenTicket',
    number: `${desk}-${index}`,
    desk,
    customer: uuid(`customer ${index % 2}`),
    organisation: uuid('organisation'),
    channel: regulation.channels.find(({ opensTickets }) => opensTickets)?.code ?? '',
    serviceKind: regulation.serviceKinds[0]?.code ?? '',
    ...(tariff !== undefined && { tariff }),
    subject: 'No link',
    text: 'The lamp is dark',
    supplies: regulation.requiredFields.map(({ field }) => field),
  };
}

const sample = policyOf('equipment-vendor').regulation;
const steps = fc.array(
  fc.record<Step>({
    ticket: fc.integer({ min: 0, max: 5 }),
    command: anyCommand(
      sample,
      sample.targets.map(({ code }) => code),
    ),
    after: fc.oneof(
      fc.constantFrom(0, -3),
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 0, max: 4000 }),
    ),
  }),
  { minLength: 5, maxLength: 40 },
);

/** The tickets as they stood at a position, by the decider's own fold. */
function ticketsAt(log: TicketLog, at: Position): Map<string, ExistingTicket> {
  const tickets = new Map<string, ExistingTicket>();
  for (const { position, ticket, state } of log.moments) {
    if (position <= at && state.status !== 'unopened') tickets.set(ticket, state);
  }
  return tickets;
}

function expectedQueue(log: TicketLog, at: Position) {
  return [...ticketsAt(log, at)]
    .filter(([, state]) => state.status === 'open')
    .sort(([, a], [, b]) => inTurn(a, b))
    .map(([ticket, state]) => ({
      ticket,
      priority: state.priority,
      waitingFor: state.status === 'open' ? state.waitingFor : undefined,
      assignee: state.assignee ?? null,
      customer: state.customer,
      awaitsCall: state.awaitsCall,
      dueAt:
        state.clocks
          .flatMap(({ run }) => (run.kind === 'running' && run.dueAt !== undefined ? [run.dueAt] : []))
          .sort()[0] ?? null,
    }));
}

function inTurn(a: ExistingTicket, b: ExistingTicket): number {
  return (
    Number(b.queueClass.outOfTurn) - Number(a.queueClass.outOfTurn) ||
    a.queueClass.rank - b.queueClass.rank ||
    Date.parse(a.receivedAt) - Date.parse(b.receivedAt) ||
    (a.number < b.number ? -1 : 1)
  );
}

async function wholeQueue(desk: string, at: Position) {
  const entries = [];
  let after: readonly (string | number)[] | undefined;
  do {
    const page = await queuePage(fixture.readStore, { desk, at, limit: 2, ...(after && { after }) });
    entries.push(...page.entries);
    after = page.next;
    if (after === undefined) expect(page.total).toBe(entries.length);
  } while (after !== undefined);
  return entries;
}

const PARAMETERS = { numRuns: 12 } as const;

describe('read models of random histories', () => {
  it('give the queue of every position, and of every instant, that replaying the log cut there gives', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const { log, desk } = await lived(history);
        for (const { position } of log.moments) {
          expect(await wholeQueue(desk, position)).toMatchObject(expectedQueue(log, position));
        }
        let clock = '';
        const cuts = new Map<string, Position>();
        for (const { position, decidedAt } of log.moments) {
          if (decidedAt > clock) clock = decidedAt;
          cuts.set(clock, position);
          expect(await clockAt(fixture.readStore, desk, position)).toBe(clock);
        }
        for (const [instant, position] of cuts) {
          const resolved = await resolveInstant(fixture.readStore, desk, instant);
          expect(await wholeQueue(desk, resolved.position)).toMatchObject(expectedQueue(log, position));
          expect(resolved.settled).toBe(instant < clock);
        }
        expect(await resolveInstant(fixture.readStore, desk, '2020-01-01T00:00:00.000Z')).toEqual({
          position: BEGINNING,
          settled: true,
        });
      }),
      PARAMETERS,
    );
  });

  it('time every ticket as its decider would, and show the same ticket live and folded from its stream', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const { log } = await lived(history);
        const timers = await dueBefore(fixture.readStore, '9999-01-01T00:00:00.000Z', 100_000);
        const head = await fixture.store.head();
        for (const [ticket, state] of ticketsAt(log, head)) {
          const expected = state.status === 'open' ? nextDueInstant(state) : undefined;
          expect(timers.find((timer) => timer.ticket === ticket)?.dueAt).toBe(expected);
          const recorded = await fixture.store.readStream(streamName('ticket', ticket));
          const envelopes = await codec.decodeBatch<TicketEvent>(recorded);
          const live = await ticketByIdOrNumber(fixture.readStore, ticket);
          expect(ticketAsOf(envelopes, head)).toEqual(live?.view);
          expect(live?.view.text).toBe('The lamp is dark');
          expect((await ticketByIdOrNumber(fixture.readStore, state.number))?.view).toEqual(live?.view);
          const [first] = envelopes;
          expect(first && ticketAsOf(envelopes, first.position)?.version).toBe(1);
        }
      }),
      PARAMETERS,
    );
  });

  it('list a customer’s history and a desk’s breaches as of a position, whatever came later', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const { log, desk } = await lived(history);
        const middle = log.moments[Math.floor(log.moments.length / 2)]?.position ?? BEGINNING;
        for (const at of [middle, await fixture.store.head()]) {
          const tickets = ticketsAt(log, at);
          for (const customer of [0, 1].map((index) => uuid(`customer ${index}`))) {
            const { lines } = await customerHistoryPage(fixture.readStore, {
              customer,
              at,
              desks: [desk],
              limit: 1_000,
            });
            const expected = log.moments.filter(
              ({ position, ticket }) => position <= at && tickets.get(ticket)?.customer === customer,
            );
            expect(lines.map(({ position }) => position)).toEqual(expected.map(({ position }) => position));
          }
          const { breaches } = await breachesPage(fixture.readStore, { desk, at, limit: 1_000 });
          const expected = [...tickets].flatMap(([ticket, { clocks }]) =>
            clocks.flatMap(({ id, breach }) =>
              breach === undefined ? [] : [`${ticket} ${id} ${breach.at} ${!breach.annulled}`],
            ),
          );
          expect(breaches.map((b) => `${b.ticket} ${b.clock} ${b.breachedAt} ${b.counts}`).sort()).toEqual(
            expected.sort(),
          );
        }
      }),
      PARAMETERS,
    );
  });

  it('are what a rebuild gives, row history included', async () => {
    const admin = new ProjectionAdmin({
      readStore: fixture.readStore,
      store: fixture.store,
      decode: (events, options) => codec.decodeBatch(events, options),
      projections: TICKET_PROJECTIONS,
      minBucketChanges: 12,
    });
    const differences: unknown[] = [];
    for (const { name } of TICKET_PROJECTIONS) {
      const { position } = await admin.verify(name, (difference) => differences.push(difference));
      expect(position).toBe(await fixture.store.head());
    }
    expect(differences).toEqual([]);
  });
});
