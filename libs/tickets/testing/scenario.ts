import { given, type Outcome } from '#event-sourcing/testing';
import { type TicketContext, type TicketPolicy } from '../domain/policy.js';
import { type Clock } from '../domain/state/clock.state.js';
import { type ExistingTicket, type TicketState } from '../domain/state/ticket.state.js';
import { type OpenTicket, type TicketCommand } from '../domain/ticket.commands.js';
import { ticketDecider } from '../domain/ticket.decider.js';
import { type TicketEvent, type TicketEventOf } from '../domain/ticket.events.js';

export const CUSTOMER = '11111111-1111-4111-8111-111111111111';
export const OTHER_CUSTOMER = '22222222-2222-4222-8222-222222222222';
export const TICKET = '33333333-3333-4333-8333-333333333333';

type How = Partial<Omit<TicketContext, 'actor'>> & { readonly role?: string };

/**
 * One ticket lived through in a test: commands at instants, on the decider alone.
 *
 * Times are given as Moscow wall time (`2026-11-23 10:00`), which is UTC+3 all year.
 */
export class Scenario {
  readonly events: TicketEvent[] = [];

  constructor(
    public policy: TicketPolicy,
    readonly defaults: { readonly channel: string; readonly serviceKind: string; readonly tariff?: string },
  ) {}

  get state(): TicketState {
    return given(ticketDecider, this.events).state;
  }

  get ticket(): ExistingTicket {
    const { state } = this;
    if (state.status === 'unopened') throw new Error('not opened');
    return state;
  }

  /** Decides at a time; what comes of it is added to the ticket's events. */
  at(time: string, command: TicketCommand, how: How = {}): Outcome<TicketState, TicketEvent> {
    const outcome = this.decide(time, command, how);
    this.events.push(...outcome.events);
    return outcome;
  }

  /** As `at`, without adding anything. */
  decide(time: string, command: TicketCommand, { role = 'engineer', ...how }: How = {}) {
    const now = moscow(time);
    return given(ticketDecider, this.events).when(command, {
      now,
      occurredAt: now,
      actor: { id: 'someone', role },
      channel: this.defaults.channel,
      policy: this.policy,
      ...how,
    });
  }

  open(time: string, request: Partial<OpenTicket> = {}, how: How = {}) {
    return this.at(
      time,
      {
        type: 'OpenTicket',
        number: 'HD-26000001-X',
        desk: this.policy.regulation.desk,
        customer: CUSTOMER,
        subject: 'No link',
        text: 'The device does not answer',
        ...this.defaults,
        ...request,
      },
      { role: 'customer', ...how },
    );
  }

  clock(id: string): Clock {
    const clock = this.ticket.clocks.find((one) => one.id === id);
    if (!clock) throw new Error(`no clock ${id}: ${this.ticket.clocks.map((one) => one.id).join()}`);
    return clock;
  }

  of<Type extends TicketEvent['type']>(type: Type): TicketEventOf<Type>['data'][] {
    return this.events
      .filter((event): event is TicketEventOf<Type> => event.type === type)
      .map(({ data }) => data as TicketEventOf<Type>['data']);
  }
}

/** `2026-11-23 10:00` in Moscow → ISO UTC. */
export function moscow(time: string): string {
  const [date, hours] = time.split(' ');
  return new Date(`${date}T${hours?.padEnd(8, ':00')}+03:00`).toISOString();
}
