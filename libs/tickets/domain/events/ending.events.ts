/** How a ticket ends, and what undoes an end. */
import { z } from 'zod';
import { defineEvent, personal } from '#event-sourcing';
import { id, code, instant, customer, reasonText, queueClass } from './fields.js';

export const MarkedAsDuplicate = defineEvent(
  'MarkedAsDuplicate',
  z.strictObject({ of: id, ofNumber: z.string() }),
);

/** Opened for the wrong customer: later texts are the right one's; the earlier stay under the wrong one's key. */
export const CustomerCorrected = defineEvent(
  'CustomerCorrected',
  z.strictObject({
    from: id,
    to: id,
    organisation: id.optional(),
    reason: personal('to', z.string().min(1).max(500)),
  }),
);
/** A close that should not have been: the ticket is as it was before, its clocks resume. */
export const CloseCorrected = defineEvent(
  'CloseCorrected',
  z.strictObject({ customer, reason: reasonText, queueClass }),
);

/** The notice before closing after silence: `closesAt` is what the customer is told, later than planned where the notice is late. */
export const ClosingAnnounced = defineEvent(
  'ClosingAnnounced',
  z.strictObject({ at: instant, closesAt: instant }),
);
export const Closed = defineEvent(
  'Closed',
  z.strictObject({
    reason: code,
    by: z.enum(['customer', 'staff', 'system']),
    withoutResponsibility: z.boolean(),
    /** The instant that counts; a close by silence bears the instant at which it fell due. */
    at: instant,
  }),
);
export const Reopened = defineEvent(
  'Reopened',
  z.strictObject({
    customer,
    by: z.enum(['customer', 'staff', 'system']),
    reason: reasonText,
    at: instant,
    cycle: z.int().min(2),
    queueClass,
  }),
);
/** Said on the closed ticket when a new one continues it. */
export const Continued = defineEvent('Continued', z.strictObject({ by: id, byNumber: z.string() }));
