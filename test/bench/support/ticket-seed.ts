import { streamName } from '#event-sourcing';
import { compilePolicy, type Policy, sampleRegulation, WorkingTimes } from '#regulation';
import {
  evolveTicket,
  nextDueInstant,
  type TicketCommand,
  ticketDecider,
  type TicketEvent,
  type TicketState,
  UNOPENED,
} from '#tickets';
import { builtInCalendars } from '#working-time';
import { type OpenAppend, seededId, Seeder, type SeedTarget } from './seeder.js';

/** One append of the seeded log: what a command came to. */
export interface SeededAppend {
  readonly ticket: string;
  readonly version: number;
  readonly desk: string;
  readonly decidedAt: string;
  readonly events: readonly TicketEvent[];
}

interface Life {
  readonly ticket: string;
  readonly policy: Policy;
  state: TicketState;
  version: number;
  /** What is still to happen; `undefined` commands are the ticker's. */
  readonly plan: TicketCommand[];
  at: number;
}

const DESKS = ['equipment-vendor', 'telecom-software', 'catalogue-software', 'equipment-distributor'];
const START = Date.UTC(2024, 0, 9, 6);
const MINUTE = 60_000;

/** Lives under way at a time: as many tickets are open, and their events lie interleaved as a real desk's do. */
const ABREAST = 2_000;

/**
 * A desk's life without end, decided by the real decider under the real sample regulations: tickets are opened, prioritised,
 * taken up, asked about, escalated, answered and closed, clocks and breaches among them. The same seed gives the same log.
 */
export function* ticketLog(seed: number): Generator<SeededAppend> {
  const random = mulberry32(seed);
  const policies = DESKS.map((desk) => compilePolicy(sampleRegulation(desk), builtInCalendars.ru, shared));
  let born = 0;
  let clock = START;
  const living: Life[] = [];
  for (;;) {
    clock += Math.floor(random() * 2 * MINUTE);
    if (living.length < ABREAST || random() < 0.02) living.push(birth(seed, born++, policies, random));
    const index = Math.floor(random() * living.length);
    const life = living[index]!;
    yield* step(life, clock, random);
    if (life.plan.length > 0) continue;
    living[index] = living.at(-1)!;
    living.pop();
  }
}

const shared = new WorkingTimes();

function* step(life: Life, clock: number, random: () => number): Generator<SeededAppend> {
  life.at = Math.max(life.at, clock);
  const due = life.state.status === 'open' ? nextDueInstant(life.state) : undefined;
  // The ticker comes first, as it does in life.
  if (due !== undefined && Date.parse(due) < life.at && random() < 0.5)
    yield* give(life, { type: 'Advance' });
  const command = life.plan.shift();
  if (command !== undefined) yield* give(life, command);
}

function* give(life: Life, command: TicketCommand): Generator<SeededAppend> {
  const now = new Date(life.at).toISOString();
  const { events } = ticketDecider.decide(command, life.state, {
    now,
    occurredAt: now,
    actor: { id: 'engineer-7', role: command.type === 'OpenTicket' ? 'customer' : 'engineer' },
    channel: channelOf(life.policy),
    policy: life.policy,
  });
  if (events.length === 0) return;
  yield {
    ticket: life.ticket,
    version: life.version,
    desk: life.policy.regulation.desk,
    decidedAt: now,
    events,
  };
  life.version += events.length;
  for (const event of events) life.state = evolveTicket(life.state, event);
}

function birth(seed: number, index: number, policies: readonly Policy[], random: () => number): Life {
  const policy = policies[Math.floor(random() * policies.length)]!;
  const { regulation } = policy;
  const channel = channelOf(policy);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const text = pick(TEXTS);
  const plan: TicketCommand[] = [
    {
      type: 'OpenTicket',
      number: `B${seed}-${String(index).padStart(8, '0')}`,
      desk: regulation.desk,
      customer: seededId(`${seed} customer ${Math.floor(random() ** 2 * 5_000)}`),
      organisation: seededId(`${seed} organisation`),
      channel,
      serviceKind: pick(regulation.serviceKinds).code,
      ...(regulation.tariffs[0] && { tariff: pick(regulation.tariffs).code }),
      subject: text.slice(0, 40),
      text,
      contact: { name: 'Иванова Мария Петровна', phone: '+7 495 000-00-00', email: 'm@example.org' },
      supplies: regulation.requiredFields.map(({ field }) => field),
    },
    { type: 'TakeUp', assignee: `engineer-${Math.floor(random() * 40)}` },
  ];
  if (random() < 0.2) {
    plan.push({ type: 'Prioritize', priority: pick(regulation.priorities).code, reason: 'triage' });
  }
  for (let round = 0; random() < 0.35 && round < 3; round++) {
    plan.push({ type: 'RequestInformation', text }, { type: 'Reply', text, channel });
  }
  if (random() < 0.1) {
    plan.push({ type: 'EscalateToDevelopers', question: text }, { type: 'RecordDevelopersAnswer', text });
  }
  plan.push({ type: 'Answer', text, channel, solution: true });
  const reason = regulation.closing.reasons.find(({ by }) => by === undefined || by.includes('staff'));
  if (reason !== undefined && random() < 0.95) plan.push({ type: 'Close', reason: reason.code });
  return {
    ticket: seededId(`${seed} ticket ${index}`),
    policy,
    state: UNOPENED,
    version: 0,
    plan,
    at: START,
  };
}

function channelOf({ regulation }: Policy): string {
  return regulation.channels.find(({ opensTickets }) => opensTickets)!.code;
}

/**
 * Writes about `events` events of the seeded log through the store itself, many appends a transaction, in the order in
 * which they were decided.
 *
 * @returns how many were written.
 */
export async function seedTickets(target: SeedTarget, seed: number, events: number): Promise<number> {
  const seeder = new Seeder(target);
  for (const append of ticketLog(seed)) {
    if (seeder.written >= events) break;
    await seeder.add(open(append));
  }
  return seeder.finish();
}

function open(append: SeededAppend): OpenAppend {
  const { ticket, version, desk, decidedAt, events } = append;
  const command = seededId(`${ticket} command ${version}`);
  return {
    stream: streamName('ticket', ticket),
    expectedVersion: version,
    events,
    metadata: {
      $correlationId: command,
      $causationId: command,
      commandId: command,
      actor: 'engineer-7',
      role: 'engineer',
      desk,
      occurredAt: decidedAt,
      decidedAt,
      regulation: `${desk}@1`,
      calendar: 'ru@1',
    },
    idFor: (index) => seededId(`${ticket} event ${version + index}`),
  };
}

const TEXTS = [
  'После обновления прошивки станция не видит потоки E1, на передней панели горит красный светодиод.',
  'Не проходит регистрация абонентов, в журнале сообщения об истечении времени ожидания ответа сервера.',
  'Просим пояснить назначение параметров приоритизации трафика и рекомендуемые значения для видеопотоков.',
  'The camera drops its connection every night at about three, logs of the recorder are attached.',
];

/** Tommy Ettinger's 32-bit generator (public domain): small, and the same on every host. */
function mulberry32(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
