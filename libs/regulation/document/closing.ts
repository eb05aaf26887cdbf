import { z } from 'zod';
import { amount, code, localized, origin } from './common.js';

export const closingPolicy = z.strictObject({
  /** Who may close: the customer in the account (T13), staff, or both. */
  by: z.array(z.enum(['customer', 'staff'])).min(1),
  reasons: z.array(
    z.strictObject({
      code,
      title: localized,
      /** Closing without responsibility (D10): reported apart. */
      withoutResponsibility: z.boolean().optional(),
      /** Only these parties may use the reason. */
      by: z
        .array(z.enum(['customer', 'staff', 'system']))
        .min(1)
        .optional(),
      ...origin,
    }),
  ),
  /** An answered ticket on which the customer stays silent is closed by the system, with a notice before. */
  silence: z
    .strictObject({
      after: amount,
      /** The notice goes out this long before the closing. */
      noticeBefore: amount,
      schedule: code,
      reason: code,
      ...origin,
    })
    .optional(),
  ...origin,
});
export type ClosingPolicy = z.output<typeof closingPolicy>;

export const reopeningPolicy = z.strictObject({
  /** The same problem within this time after the close reopens; later, or a new problem, is a new ticket linked to the old. */
  within: amount.optional(),
  schedule: code.optional(),
  ...origin,
});
export type ReopeningPolicy = z.output<typeof reopeningPolicy>;
