import { z } from 'zod';
import { amount, choice, code, localized, origin } from './common.js';

/** An approximate time told to the customer, what it depends on, and what made it longer. */
export const estimatePolicy = z.strictObject({
  /** How far off it may be and still count as held (I08). */
  toleranceMinutes: z.int().min(0),
  /** Recorded with every estimate and shown with it (C08). */
  factors: z.array(choice),
  /** Recorded with the time that each cost (C11). */
  delayCauses: z.array(
    z.strictObject({ code, title: localized, party: z.enum(['customer', 'developers']), ...origin }),
  ),
  /** No promise: shown as the usual mean, and the report sets the real mean against it (C04). */
  usualMean: z.strictObject({ from: amount, to: amount, schedule: code, ...origin }).optional(),
  ...origin,
});
export type EstimatePolicy = z.output<typeof estimatePolicy>;

/** Another term than the published one, agreed by contract or for one case (C06). */
export const agreedTerms = z.strictObject({
  by: z.array(z.enum(['contract', 'case'])).min(1),
  ...origin,
});

/** A limit that a law sets, whatever the regulation promises. */
export const statutoryLimit = z.strictObject({
  code,
  title: localized,
  subject: z.enum(['claim', 'ticket']),
  limit: amount,
  law: z.string().min(1),
  ...origin,
});
export type StatutoryLimit = z.output<typeof statutoryLimit>;
