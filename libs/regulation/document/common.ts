import { z } from 'zod';

/** Stable machine name inside one regulation. */
export const code = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,47}$/)
  .meta({ id: 'code' });

/** A text that people see, in both languages. */
export const localized = z
  .strictObject({ ru: z.string().min(1), en: z.string().min(1) })
  .meta({ id: 'localized' });
export type Localized = z.output<typeof localized>;

/**
 * A length of time with its unit. The units differ in kind and are never converted into each other: working minutes count
 * open time only, working days count whole days of the production calendar (the day of receipt is day 0), calendar units
 * count everything.
 */
export const amount = z
  .strictObject({
    value: z.int().positive(),
    unit: z.enum(['working-minutes', 'working-days', 'calendar-minutes', 'calendar-days']),
  })
  .meta({ id: 'amount' });
export type Amount = z.output<typeof amount>;

/** Who may owe the next step on a ticket. */
export const party = z.enum(['first-line', 'developers', 'manufacturer', 'customer']);
export type Party = z.output<typeof party>;

/**
 * Where a value comes from. `assumed` marks exactly what the published text does not say or leaves open; reports print it as
 * assumed, and `assumption` tells the reader what was decided.
 */
export const origin = {
  /** True where the published text gives no figure and the value is our decision. */
  assumed: z.boolean().optional(),
  assumption: localized.optional(),
  /** Clause of the text, or number of the rule. */
  source: z.string().min(1).optional(),
};

/** One choice out of a list that people see: a reason, a ground, a way, a cause. */
export const choice = z.strictObject({ code, title: localized, ...origin }).meta({ id: 'choice' });
export type Choice = z.output<typeof choice>;
