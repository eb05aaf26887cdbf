import { type TicketCommand } from '#tickets';
import { policyOf, Scenario } from '#tickets/testing';

/** A ticket of a published desk, decided by its sample regulation as it stands. */
export const desk = (name: string, channel: string, serviceKind: string, tariff?: string): Scenario =>
  new Scenario(policyOf(name), { channel, serviceKind, ...(tariff !== undefined && { tariff }) });

export const answer = (channel: string, solution = false) =>
  ({ type: 'Answer', text: 'So', channel, solution }) as const satisfies TicketCommand;

export const reply = (channel: string, ...supplies: string[]) =>
  ({ type: 'Reply', text: 'This', channel, supplies }) as const satisfies TicketCommand;

export const CUSTOMER_ROLE = { role: 'customer' } as const;
