/** What the customer is told to expect, and what made it late. */
import { z } from 'zod';
import { defineEvent } from '#event-sourcing';
import { code, instant, customer, reasonText } from './fields.js';

export const EstimateGiven = defineEvent(
  'EstimateGiven',
  z.strictObject({
    /** Told to the customer as an approximate time of the solution. */
    solvedBy: instant,
    /** How far off it may be and still be held, in minutes (I08: to within one hour). */
    toleranceMinutes: z.int().min(0),
    /** Factors of C08 and the like: name → value as shown. */
    factors: z.record(code, z.string().max(200)),
  }),
);
export const EstimateMet = defineEvent('EstimateMet', z.strictObject({ solvedBy: instant, at: instant }));
export const EstimateMissed = defineEvent(
  'EstimateMissed',
  z.strictObject({ solvedBy: instant, at: instant }),
);
/** The close that met it is withdrawn: the estimate holds as before, and may yet be met or missed. */
export const EstimateReinstated = defineEvent(
  'EstimateReinstated',
  z.strictObject({ solvedBy: instant, toleranceMinutes: z.int().min(0) }),
);

/** The date of planned work, or another term for this one case, as agreed with the customer; each re-agreement is one more. */
export const DateAgreed = defineEvent(
  'DateAgreed',
  z.strictObject({ customer, by: instant, previous: instant.optional(), reason: reasonText }),
);
/** What made the resolution longer, and when (C11). */
export const DelayCauseRecorded = defineEvent(
  'DelayCauseRecorded',
  z.strictObject({ cause: code, from: instant, to: instant }),
);
