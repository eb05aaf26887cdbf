import { z } from 'zod';
import { amount, choice, code, localized, origin } from './common.js';

/** Telephone: who is served, what is declined, when a visit is offered. */
export const callPolicy = z.strictObject({
  /** Calls are recorded; the reference and hash of the recording belong to the call (I13). */
  recorded: z.boolean(),
  lines: z
    .array(
      z.strictObject({
        code,
        title: localized,
        /** Channel that the line belongs to. */
        channel: code,
        schedule: code,
        telephones: z.array(z.string().min(1)),
        tariffs: z.array(code).min(1).optional(),
        /** Only calls on one of these grounds are served (P12). */
        qualifyingGrounds: z.array(choice).min(1).optional(),
        ...origin,
      }),
    )
    .min(1),
  declineReasons: z.array(choice),
  /** After a talk of this length without a solution a visit may be offered and the talk moved (I12). */
  offerVisitAfter: z.strictObject({ amount, ...origin }).optional(),
  /** A call without a ticket owes one: the customer is sent the link, and the two are joined when it comes (T08). */
  oweTicket: z.strictObject({ operatorMayRegister: z.boolean(), ...origin }).optional(),
  ...origin,
});
export type CallPolicy = z.output<typeof callPolicy>;

/** Visits (выезды) of a specialist. */
export const visitPolicy = z.strictObject({
  /** A visit must lie in these hours as `within` says. */
  schedule: code,
  within: z.enum(['begins', 'begins-and-ends']),
  /** Changes and cancellations reach the service no later than this before the appointed time. */
  changeNoLaterThan: amount,
  /** After that it can only be cancelled late. */
  lateChange: z.enum(['cancel-only', 'move-or-cancel']),
  lateCancellation: z.strictObject({ priceList: code, item: z.string().min(1) }).optional(),
  /** A message on the answering machine counts at its true time. */
  changeCountsAt: z.enum(['occurred', 'decided']),
  changedBy: z.array(z.enum(['client', 'responsible-person', 'staff'])).min(1),
  cancelReasons: z.array(choice).min(1),
  failureReasons: z.array(choice).min(1),
  /** Asked at the booking: may the responsible person accept the work? The act bears that person's signature (I17). */
  actSignedBy: z.enum(['responsible-person', 'client']),
  ...origin,
});
export type VisitPolicy = z.output<typeof visitPolicy>;

/** Claims (претензии) in writing. */
export const claimPolicy = z.strictObject({
  considers: z.enum(['director']),
  requiredFields: z.array(choice).min(1),
  term: amount,
  schedule: code,
  dayEnds: z.enum(['closing', 'midnight']),
  warnBefore: amount.optional(),
  /** What starts the term: the receipt of the complete claim, or of any. */
  startsWith: z.enum(['complete-claim', 'receipt']),
  answerWays: z.array(choice).min(1),
  proofOfDispatch: z.boolean(),
  /** The answer goes another way than chosen only with a recorded reason. */
  otherWayNeedsReason: z.boolean(),
  ...origin,
});
export type ClaimPolicy = z.output<typeof claimPolicy>;
