import { beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  type CommandExecutor,
  createCommandExecutor,
  createEventCodec,
  createEventRegistry,
  derivedId,
  type EventStore,
  streamName,
} from '#event-sourcing';
import { memoryLongTexts, memorySubjectKeys } from '#event-sourcing/testing';
import { createMemoryEventStore } from '#event-store-memory';
import { type EventEnvelope } from '#event-sourcing';
import { TICKET_REFUSALS } from '../domain/ticket.refusals.js';
import { type TicketCommand } from '../domain/ticket.commands.js';
import { TICKET_EVENTS, type TicketEvent } from '../domain/ticket.events.js';
import { parseTicketNumber } from '../domain/number/ticket-number.js';
import { NUMBER_EVENTS } from '../domain/number/number-block.js';
import { continuationProcess } from '../processes/continuation.process.js';
import { DeadlineTicker, type DueTicket } from '../processes/deadline-ticker.js';
import { ticketDispatch } from '../processes/ticket-dispatch.js';
import { policyOf } from '../testing/policies.js';
import { CUSTOMER, moscow, TICKET } from '../testing/scenario.js';
import { explainClock } from './explain-clock.js';
import { replay } from './replay.js';
import { numberStreamId, TicketNumbers } from './ticket-numbers.js';
import { TicketService } from './ticket-service.js';

const DESK = 'catalogue-software';
const codec = createEventCodec({
  registry: createEventRegistry(TICKET_EVENTS, NUMBER_EVENTS),
  keys: memorySubjectKeys(),
  longTexts: memoryLongTexts(),
});
const policy = policyOf(DESK);
const policies = {
  policy: async () => policy,
  current: async (desk: string) => (desk === DESK ? policy : undefined),
};

let store: EventStore;
let executor: CommandExecutor;
let service: TicketService;

beforeEach(() => {
  store = createMemoryEventStore();
  executor = createCommandExecutor({ store, codec, random: () => 0, delay: async () => undefined });
  service = new TicketService(executor, policies);
});

let sent = 0;
function send(
  time: string,
  command: TicketCommand,
  ticketId = TICKET,
  commandId = derivedId(TICKET, (sent += 1)),
) {
  return service.execute({
    ticketId,
    command,
    commandId,
    actor: 'staff-1',
    role: 'engineer',
    channel: 'email',
    now: moscow(time),
  });
}

const opening = (desk = DESK, more: object = {}): TicketCommand => ({
  type: 'OpenTicket',
  number: 'CS-26000001-K',
  desk,
  customer: CUSTOMER,
  channel: 'email',
  serviceKind: 'errors',
  subject: 'It fails',
  text: 'At the start',
  ...more,
});

const envelopes = async (ticket = TICKET): Promise<EventEnvelope<TicketEvent>[]> =>
  codec.decodeBatch<TicketEvent>(await store.readStream(streamName('ticket', ticket)), { personal: 'omit' });

describe('the ticket service', () => {
  it('opens under the regulation in force and says which one it was', async () => {
    expect((await send('2026-11-23 10:00', opening())).outcome).toBe('appended');
    const [first] = await envelopes();
    expect(first?.metadata).toMatchObject({
      desk: DESK,
      regulation: `${DESK}@${policy.regulationVersion}`,
      calendar: `ru@${policy.calendarVersion}`,
      decidedAt: moscow('2026-11-23 10:00'),
      occurredAt: moscow('2026-11-23 10:00'),
    });
  });

  it('refuses a desk without regulation and a ticket that does not exist', async () => {
    expect(await send('2026-11-23 10:00', opening('nowhere'))).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'desk-without-regulation' },
    });
    expect(await send('2026-11-23 10:00', { type: 'Advance' })).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'ticket-not-found' },
    });
    expect(await envelopes()).toEqual([]);
  });

  it('never decides earlier than the last decision, though another host’s clock is behind', async () => {
    await send('2026-11-23 10:00', opening());
    await send('2026-11-23 09:58', { type: 'TakeUp', assignee: 'anna' });
    expect((await envelopes()).map(({ metadata }) => metadata.decidedAt)).toEqual(
      Array.from({ length: (await envelopes()).length }, () => moscow('2026-11-23 10:00')),
    );
  });

  it('answers the same command as the first time', async () => {
    const commandId = derivedId(TICKET, 'once');
    const first = await send('2026-11-23 10:00', opening(), TICKET, commandId);
    const again = await send(
      '2026-11-23 12:00',
      opening(DESK, { number: 'CS-26000009-0' }),
      TICKET,
      commandId,
    );
    expect(again).toMatchObject({ outcome: 'repeated', version: first.version, events: first.events });
  });
});

describe('ticket numbers', () => {
  const numbers = (size: number) => {
    let n = 0;
    const host = Math.random();
    return new TicketNumbers({
      executor,
      newId: () => derivedId(TICKET, String(host), (n += 1)),
      blockSize: size,
    });
  };

  it('are never given twice, by however many processes at once, and not after a restart', async () => {
    const hosts = [numbers(3), numbers(4), numbers(1)];
    const drawn = await Promise.all(
      Array.from({ length: 30 }, (_, i) => hosts[i % 3]!.next(DESK, moscow('2026-11-23 10:00'))),
    );
    const restarted = await numbers(5).next(DESK, moscow('2026-11-23 10:00'));
    expect(new Set([...drawn, restarted]).size).toBe(31);
    for (const number of drawn) expect(parseTicketNumber(number)).toEqual({ ok: true, number, prefix: 'CS' });
  });

  it('are taken in blocks that grow with use, so that a long sequence stays a short stream', async () => {
    const host = numbers(2);
    for (let drawn = 0; drawn < 5_000; drawn += 1) await host.next(DESK, moscow('2026-11-23 10:00'));
    const blocks = await store.readStream(`number-${numberStreamId('CS')}`);
    expect(blocks.length).toBeLessThan(20);
  });

  it('of desks with the same initials differ', async () => {
    const host = numbers(2);
    const drawn = [
      await host.next('catalogue-software', moscow('2026-11-23 10:00')),
      await host.next('car-service', moscow('2026-11-23 10:00')),
    ];
    expect(new Set(drawn).size).toBe(2);
  });
});

describe('explaining and replaying', () => {
  async function lived() {
    await send('2026-11-23 10:00', opening());
    await send('2026-11-23 11:00', { type: 'RequestInformation', text: 'Which version?' });
    await send('2026-11-25 12:00', { type: 'Reply', text: 'This', channel: 'email' });
    await send('2026-11-26 12:00', { type: 'Answer', text: 'So', channel: 'email', solution: true });
    return envelopes();
  }

  it('explains a clock by stretches that sum to what was recorded, exactly', async () => {
    const events = (await lived()).map(({ event }) => event);
    const met = events.find((event) => event.type === 'SlaMet' && event.data.clock === 'handling');
    const why = await explainClock(events, 'handling', moscow('2026-12-30 10:00'), policies);
    const counted = why?.stretches.filter(({ kind }) => kind === 'counted') ?? [];
    expect(counted.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0)).toBe(
      why?.elapsedMs,
    );
    expect(met?.data).toMatchObject({ elapsedMs: why?.elapsedMs });
    expect(why?.until).toBe(moscow('2026-11-26 12:00'));
    expect(why?.stretches.filter(({ kind }) => kind === 'paused').map(({ reason }) => reason)).toContain(
      'customer',
    );
    expect(await explainClock(events, 'no-such', moscow('2026-12-30 10:00'), policies)).toBeUndefined();
  });

  it('replays a ticket as of a moment as the log cut there would show it', async () => {
    const all = await lived();
    const asOf = moscow('2026-11-25 12:00');
    const cut = all.filter(({ metadata }) => metadata.decidedAt <= asOf);
    expect(replay(all, asOf)).toEqual(replay(cut));
    expect(replay(all, asOf).events.length).toBeLessThan(all.length);
    expect(replay(all).ticket).toMatchObject({ status: 'open', waitingFor: 'customer' });
  });
});

describe('the deadline ticker', () => {
  const due = (dueAt: string, desk = DESK): DueTicket => ({ ticket: TICKET, desk, dueAt: moscow(dueAt) });
  const ticker = (view: DueTicket[], now: string, importing: string[] = [], booting = false) =>
    new DeadlineTicker({
      service,
      now: () => moscow(now),
      pageSize: 1,
      desks: {
        desks: async () => [DESK],
        mode: async (desk) => (importing.includes(desk) ? 'importing' : 'live'),
      },
      timers: {
        isBooting: async () => booting,
        dueBefore: async (until, limit, muted) =>
          view.filter(({ dueAt, desk }) => dueAt <= until && !muted.includes(desk)).slice(0, limit),
      },
    });
  const breaches = async () => (await envelopes()).filter(({ event }) => event.type === 'SlaBreached');

  it('records a breach once, with its instant, though it is late, doubled and looks at a stale view', async () => {
    await send('2026-11-23 10:00', opening());
    const view = [due('2026-11-23 17:00'), due('2026-11-23 18:00')];
    await Promise.all([ticker(view, '2026-11-24 11:00').tick(), ticker(view, '2026-11-24 11:00').tick()]);
    await ticker(view, '2026-11-24 12:00').tick();
    expect((await breaches()).map(({ event }) => event.data)).toMatchObject([
      { at: moscow('2026-11-23 18:00') },
    ]);
  });

  it('lets the due instant itself pass: an answer at it is in time', async () => {
    await send('2026-11-23 10:00', opening());
    await ticker([due('2026-11-23 18:00')], '2026-11-23 18:00').tick();
    expect(await breaches()).toEqual([]);
  });

  it('is mute for desks that are being imported, and while its view is being built', async () => {
    await send('2026-11-23 10:00', opening());
    await ticker([due('2026-11-23 18:00')], '2026-11-24 10:00', [DESK]).tick();
    await ticker([due('2026-11-23 18:00')], '2026-11-24 10:00', [], true).tick();
    expect(await breaches()).toEqual([]);
  });
});

describe('the continuation process', () => {
  it('names the new ticket on the old one, once, in the time of the cause while the desk is being imported', async () => {
    const later = '66666666-6666-4666-8666-666666666666';
    await send('2026-11-23 10:00', opening());
    await send('2026-11-23 11:00', { type: 'Close', reason: 'solved' });
    await send('2026-11-24 11:00', opening(DESK, { number: 'CS-26000002-I', continues: TICKET }), later);
    const [cause] = await envelopes(later);
    const dispatch = ticketDispatch({
      service,
      desks: { mode: async () => 'importing' },
      now: () => moscow('2030-01-01 00:00'),
    });
    const [reaction] = await continuationProcess.react(cause as never);
    for (let i = 0; i < 2; i += 1) {
      await dispatch({ command: reaction!.command, commandId: derivedId(cause!.id, 'x'), cause: cause! });
    }
    const continued = (await envelopes()).filter(({ event }) => event.type === 'Continued');
    expect(continued.map(({ event, metadata }) => [event.data, metadata.decidedAt])).toEqual([
      [{ by: later, byNumber: 'CS-26000002-I' }, moscow('2026-11-24 11:00')],
    ]);
  });
});

describe('sentences', () => {
  const sentences = (language: string) =>
    JSON.parse(readFileSync(new URL(`../messages/${language}.json`, import.meta.url), 'utf8')) as Record<
      string,
      string
    >;
  const placeholders = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

  it('stand for every refusal, in both languages, with the same parameters', () => {
    const [en, ru] = [sentences('en'), sentences('ru')];
    expect(Object.keys(en).sort()).toEqual(Object.keys(ru).sort());
    expect(Object.keys(en)).toEqual(expect.arrayContaining([...TICKET_REFUSALS]));
    for (const [code, text] of Object.entries(en)) expect(placeholders(ru[code])).toEqual(placeholders(text));
  });
});
