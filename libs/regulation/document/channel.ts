import { z } from 'zod';
import { code, localized, origin } from './common.js';

/** What a request by a channel must show, and what becomes of it when it doesn't. */
export const channelRequirement = z.strictObject({
  what: z.enum([
    'signed-in',
    'registered-mailbox',
    'account-unavailable',
    'contract-number',
    'holder-surname',
    'ticket-number',
    'emergency-or-ticket-in-work',
    'qualifying-ground',
    'written-and-signed',
  ]),
  /** Asked before anything is taken down, or only before help is given. */
  for: z.enum(['intake', 'service']),
  /** `refuse` answers with the reason; `reject` logs and does not answer; `owe` takes the contact down as owing a ticket. */
  otherwise: z.enum(['refuse', 'reject', 'owe']),
  ...origin,
});
export type ChannelRequirement = z.output<typeof channelRequirement>;

/** One way to reach the desk. */
export const channel = z.strictObject({
  code,
  title: localized,
  kind: z.enum(['account', 'email', 'phone', 'fax', 'letter', 'system']),
  /** Published addresses: mailboxes, telephones, sites. */
  addresses: z.array(z.string().min(1)),
  /** Name of the schedule during which requests are taken down. */
  intake: code,
  /** Name of the schedule during which people answer; absent where nobody answers by this channel. */
  service: code.optional(),
  /** Which instant stops a clock when the event came by this channel: when it happened, or when it was recorded. */
  clockStopsAt: z.enum(['occurred', 'decided']),
  /** Only holders of these tariffs may use it; absent: all. */
  tariffs: z.array(code).min(1).optional(),
  /** False where tickets can't be opened by it (a talk about an existing ticket only). */
  opensTickets: z.boolean(),
  requires: z.array(channelRequirement),
  ...origin,
});
export type Channel = z.output<typeof channel>;
