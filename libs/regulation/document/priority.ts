import { z } from 'zod';
import { code, localized, origin } from './common.js';

/** The customer must inform by phone as well; until the call is logged the ticket shows that it is awaited (P07). Clocks don't wait for it. */
export const callDuty = z.strictObject({
  /** Line that is called within its hours; the number is that of the ticket's direction. */
  line: code,
  /** Line of the duty engineer for these tariffs outside those hours. */
  offHours: z.strictObject({ line: code, tariffs: z.array(code).min(1) }).optional(),
  /** When the call is due for those who have no line off-hours. */
  otherwiseDue: z.enum(['at-once', 'next-opening']),
  /** A call that the line declines still counts as having informed. */
  declinedCallCounts: z.boolean(),
  ...origin,
});
export type CallDuty = z.output<typeof callDuty>;

export const priority = z.strictObject({
  code,
  /** Lower goes first; unique within the regulation. */
  rank: z.int().min(0),
  title: localized,
  meaning: localized,
  proposedBy: z.array(z.enum(['customer', 'staff', 'system'])).min(1),
  setBy: z.array(z.enum(['customer', 'staff', 'system'])).min(1),
  /** Taken when a request names none; exactly one priority is the default. */
  default: z.boolean().optional(),
  callDuty: callDuty.optional(),
  ...origin,
});
export type Priority = z.output<typeof priority>;
