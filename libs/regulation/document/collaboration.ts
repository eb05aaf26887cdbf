import { z } from 'zod';
import { choice, code, localized, origin } from './common.js';

/** Who else works on a ticket, and what is recorded of it. */
export const escalationPolicy = z.strictObject({
  /** At any moment, with the question, and back with the answer (T14). */
  developers: z.boolean(),
  ...origin,
});

export const forwardingPolicy = z.strictObject({
  /** Which of them it is gets recorded (D08). */
  defects: z.array(z.enum(['mismatch', 'bug', 'not-working'])).min(1),
  /** Code of the target that keeps the partner informed from then on. */
  nextUpdate: code.optional(),
  ...origin,
});

/** Access to the customer's equipment: what may be granted, and what needs consent (T15, T18, D05). */
export const remoteAccessPolicy = z.strictObject({
  /** The only addresses that a grant may name. */
  fromAddresses: z.array(z.string().min(1)),
  /** Ports per equipment type; a wider grant is refused. */
  requirements: z.array(
    z.strictObject({
      equipmentType: code,
      title: localized,
      ports: z.array(z.int().min(1).max(65_535)).min(1),
      article: code.optional(),
      ...origin,
    }),
  ),
  /** Recorded facts that must precede: permission for access, consent for a change of parameters. */
  needs: z.array(z.enum(['permission-to-access', 'consent-to-change', 'reason-of-change'])),
  ...origin,
});
export type RemoteAccessPolicy = z.output<typeof remoteAccessPolicy>;

/** Wishes for functions, recorded and processed later (D06). */
export const wishPolicy = z.strictObject({ title: localized, ...origin });

/** A published reference catalogue that answers and refusals point to (D11, D15). */
export const catalogue = z.strictObject({
  code,
  title: localized,
  groupedBy: z.array(z.enum(['series', 'line'])).min(1),
  modelList: z.boolean(),
  /** Shown when something is handed out of it; that it was shown is recorded. */
  warning: localized.optional(),
  url: z.string().min(1).optional(),
  ...origin,
});
export type Catalogue = z.output<typeof catalogue>;

/** A published, versioned price list; a charge names its item and version (I21). */
export const priceList = z.strictObject({
  code,
  title: localized,
  version: z.int().positive(),
  items: z.array(z.strictObject({ item: z.string().min(1), title: localized, ...origin })),
  ...origin,
});
export type PriceList = z.output<typeof priceList>;

/** How help is given; which of them it was is recorded (C10). */
export const deliveryWay = choice;
