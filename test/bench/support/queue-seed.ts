import { streamName } from '#event-sourcing';
import { type TicketEvent } from '#tickets';
import { DESK } from './bench-desk.js';
import { seededId, Seeder, type SeedTarget } from './seeder.js';

export interface QueueSeed {
  readonly events: number;
  /** Instants between which the desk lived, ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
}

const START = Date.UTC(2025, 0, 1);
const BETWEEN_MS = 20_000;
const CUSTOMERS = 5_000;
const PRIORITIES = ['critical', 'normal', 'low'];

/**
 * One desk with a long queue: a ticket is opened every 20 seconds, and the oldest closed as soon as `open` others stand
 * behind it. Two appends a ticket, of events as small as their schemas allow.
 */
export async function seedQueue(target: SeedTarget, tickets: number, open: number): Promise<QueueSeed> {
  const seeder = new Seeder(target);
  const give = async (index: number, version: number, at: string, event: TicketEvent) => {
    const ticket = ticketOf(index);
    const command = seededId(`${ticket} command ${version}`);
    const metadata = {
      $correlationId: command,
      $causationId: command,
      commandId: command,
      actor: 'engineer-7',
      role: 'engineer',
      desk: DESK,
      occurredAt: at,
      decidedAt: at,
      regulation: `${DESK}@1`,
      calendar: 'ru@1',
    };
    await seeder.add({
      stream: streamName('ticket', ticket),
      expectedVersion: version,
      events: [event],
      metadata,
      idFor: () => seededId(`${ticket} event ${version}`),
    });
  };
  for (let i = 0; i < tickets; i++) {
    const at = instantOf(i);
    await give(i, 0, at, opened(i, at));
    if (i >= open) await give(i - open, 1, at, closed(at));
  }
  return { events: await seeder.finish(), from: instantOf(0), to: instantOf(tickets - 1) };
}

/** Id of the n-th ticket. */
export function ticketOf(index: number): string {
  return seededId(`queue ticket ${index}`);
}

function instantOf(index: number): string {
  return new Date(START + index * BETWEEN_MS).toISOString();
}

function opened(index: number, at: string): TicketEvent {
  const rank = index % PRIORITIES.length;
  return {
    type: 'Opened',
    data: {
      number: `Q-${String(index).padStart(8, '0')}`,
      desk: DESK,
      customer: seededId(`queue customer ${index % CUSTOMERS}`),
      channel: 'account',
      serviceKind: 'network-problem',
      priority: PRIORITIES[rank] ?? '',
      queueClass: { rank, outOfTurn: false, reason: 'priority' },
      subject: 'Нет связи',
      text: 'Индикатор линии не горит',
      missing: [],
      awaitsCustomer: false,
      receivedAt: at,
      regulationVersion: 1,
      calendarVersion: 1,
    },
  };
}

function closed(at: string): TicketEvent {
  return { type: 'Closed', data: { reason: 'solved', by: 'staff', withoutResponsibility: false, at } };
}
