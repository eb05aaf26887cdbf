import { z } from 'zod';

/** Stable machine name inside one regulation. */
export const code = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/);

/** A text that people see, in both languages. */
export const localized = z.strictObject({ ru: z.string().min(1), en: z.string().min(1) });
export type Localized = z.output<typeof localized>;

/**
 * A length of time with its unit. The units differ in kind and are never converted into each other: working minutes count
 * open time only, working days count whole days of the production calendar (the day of receipt is day 0), calendar units
 * count everything.
 */
export const amount = z.strictObject({
  value: z.int().positive(),
  unit: z.enum(['working-minutes', 'working-days', 'calendar-minutes', 'calendar-days']),
});
export type Amount = z.output<typeof amount>;

/** Who may owe the next step on a ticket. */
export const party = z.enum(['first-line', 'developers', 'manufacturer', 'customer']);
export type Party = z.output<typeof party>;
