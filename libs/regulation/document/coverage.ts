import { z } from 'zod';
import { choice, code, localized, origin } from './common.js';

/** A tariff package: the interval in which its holder is served, and the kinds of service that it covers. */
export const tariff = z.strictObject({
  code,
  title: localized,
  /** Name of the schedule that targets with `schedule: "tariff"` run on. */
  schedule: code,
  /** Absent: every kind. */
  serviceKinds: z.array(code).min(1).optional(),
  ...origin,
});
export type Tariff = z.output<typeof tariff>;

/** A kind of service that the desk gives. */
export const serviceKind = z.strictObject({
  code,
  title: localized,
  nature: z.enum(['problem', 'consultation', 'work', 'wish']),
  section: code.optional(),
  /** Needs a specialist on the spot. */
  needsVisit: z.boolean().optional(),
  /** Its dates are agreed beforehand; the agreed date is the deadline, each re-agreement is recorded (P15). */
  agreedDate: z.boolean().optional(),
  /** Outside the contract and charged by a price list; the service may decline it for one of these reasons (I15). */
  charged: z.strictObject({ priceList: code, mayDeclineFor: z.array(choice).min(1) }).optional(),
  ...origin,
});
export type ServiceKind = z.output<typeof serviceKind>;

/** What is not a duty: a request for it is refused under the clause. */
export const exclusion = z.strictObject({
  code,
  title: localized,
  /** Clause of the text that the refusal names. */
  clause: z.string().min(1),
  /** Only within these sections; absent: everywhere. */
  sections: z.array(code).min(1).optional(),
  /** Where the customer may turn instead. */
  turnTo: localized.optional(),
  /** Catalogue that the refusal points to (D14). */
  catalogue: code.optional(),
  ...origin,
});
export type Exclusion = z.output<typeof exclusion>;

/** A section of the regulation with what is owed under it and recorded when it is given (D07, D16). */
export const section = z.strictObject({ code, title: localized, owed: z.array(choice).min(1), ...origin });
export type Section = z.output<typeof section>;

/** What a customer must have to be served. */
export const entitlementCheck = z.strictObject({
  check: z.enum(['tariff-package', 'contract-in-force', 'positive-balance', 'authorised-dealer']),
  /** Channels that it guards; absent: all. */
  channels: z.array(code).min(1).optional(),
  /** `refuse` records a refusal; `register-only` takes the request down but gives no help by this channel (I11). */
  otherwise: z.enum(['refuse', 'register-only']),
  reason: localized,
  turnTo: localized.optional(),
  ...origin,
});
export type EntitlementCheck = z.output<typeof entitlementCheck>;

/** Whose equipment is supported (D12). */
export const brands = z.strictObject({
  named: z.array(z.string().min(1)),
  /** Other makers count as well. */
  open: z.boolean(),
  ...origin,
});
