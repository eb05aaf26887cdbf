import { createHash } from 'node:crypto';
import {
  createEventCodec,
  createEventRegistry,
  type EventCodec,
  type EventMetadata,
  type EventStore,
  type Position,
  streamName,
} from '#event-sourcing';
import { memoryLongTexts, memorySubjectKeys } from '#event-sourcing/testing';
import { type TicketPolicy } from '../domain/policy.js';
import { type TicketCommand } from '../domain/ticket.commands.js';
import { ticketDecider } from '../domain/ticket.decider.js';
import { TICKET_EVENTS, type TicketEvent } from '../domain/ticket.events.js';
import { type TicketState, UNOPENED } from '../domain/state/ticket.state.js';

export function ticketCodec(): EventCodec {
  return createEventCodec({
    registry: createEventRegistry(TICKET_EVENTS),
    keys: memorySubjectKeys(),
    longTexts: memoryLongTexts(),
  });
}

/** What stood where after an append: the brute force that read models are compared with. */
export interface Moment {
  readonly position: Position;
  readonly ticket: string;
  readonly state: TicketState;
  readonly decidedAt: string;
}

/** Several tickets of one desk lived through in turn, into a real log, with everything remembered in memory. */
export class TicketLog {
  readonly moments: Moment[] = [];
  readonly #versions = new Map<string, number>();
  readonly #states = new Map<string, TicketState>();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    private readonly policy: TicketPolicy,
  ) {}

  state(ticket: string): TicketState {
    return this.#states.get(ticket) ?? UNOPENED;
  }

  /** Decides at `now` and appends what comes of it, event by event, so that every position is a moment of its own. */
  async give(ticket: string, command: TicketCommand, now: string, role = 'engineer'): Promise<void> {
    const { events } = ticketDecider.decide(command, this.state(ticket), {
      now,
      occurredAt: now,
      actor: { id: 'someone', role },
      channel: this.policy.regulation.channels.find(({ opensTickets }) => opensTickets)?.code ?? '',
      policy: this.policy,
    });
    for (const event of events) await this.#append(ticket, event, now);
  }

  async #append(ticket: string, event: TicketEvent, now: string): Promise<void> {
    const version = this.#versions.get(ticket) ?? 0;
    const [proposed] = await this.codec.encode([event], this.#metadata(now), () =>
      uuid(`${ticket}/${version}`),
    );
    if (proposed === undefined) return;
    const { position } = await this.store.append(streamName('ticket', ticket), version, [proposed]);
    const state = ticketDecider.evolve(this.state(ticket), event);
    this.#versions.set(ticket, version + 1);
    this.#states.set(ticket, state);
    this.moments.push({ position, ticket, state, decidedAt: now });
  }

  #metadata(now: string): Omit<EventMetadata, 'schemaVersion'> {
    return {
      $correlationId: 'c',
      $causationId: 'c',
      commandId: 'c',
      actor: 'someone',
      role: 'engineer',
      desk: this.policy.regulation.desk,
      occurredAt: now,
      decidedAt: now,
    };
  }
}

/** The same text, the same id. */
export function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
