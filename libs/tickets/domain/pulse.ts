import { type Trigger } from '#regulation';
import { type TicketEvent } from './ticket.events.js';

/** What a clock's triggers look at in an event. */
export interface Pulse {
  readonly event: Trigger['event'];
  readonly channel?: string;
  readonly visibility?: 'public' | 'internal';
  readonly solution?: boolean;
}

/** @returns undefined for events that no regulation can name as a trigger. */
export function pulseOf(event: TicketEvent): Pulse | undefined {
  switch (event.type) {
    case 'Opened':
    case 'CustomerReplied':
    case 'CustomerInformed':
    case 'CallLogged':
      return { event: event.type, channel: event.data.channel };
    case 'Answered':
      return { event: 'Answered', channel: event.data.channel, solution: event.data.solution };
    case 'NoteAdded':
      return { event: 'NoteAdded', visibility: event.data.visibility };
    case 'Prioritized':
    case 'Assigned':
    case 'TakenUp':
    case 'InformationRequested':
    case 'EscalatedToDevelopers':
    case 'DevelopersAnswered':
    case 'ForwardedToManufacturer':
    case 'ManufacturerAnswered':
    case 'EstimateGiven':
    case 'MarkedAsDuplicate':
    case 'Closed':
    case 'Reopened':
      return { event: event.type };
    default:
      return undefined;
  }
}

/** A trigger that is narrowed to channels takes no event without a channel. */
export function isTriggeredBy(triggers: readonly Trigger[], pulse: Pulse): boolean {
  return triggers.some(
    ({ event, channels, visibility, solution }) =>
      event === pulse.event &&
      (channels === undefined || (pulse.channel !== undefined && channels.includes(pulse.channel))) &&
      (visibility === undefined || visibility === pulse.visibility) &&
      (solution === undefined || solution === pulse.solution),
  );
}

export function withPulse(pulses: readonly Pulse[], event: TicketEvent): readonly Pulse[] {
  const pulse = pulseOf(event);
  if (pulse === undefined || pulses.some((known) => same(known, pulse))) return pulses;
  return [...pulses, pulse];
}

function same(a: Pulse, b: Pulse): boolean {
  return (
    a.event === b.event &&
    a.channel === b.channel &&
    a.visibility === b.visibility &&
    a.solution === b.solution
  );
}
