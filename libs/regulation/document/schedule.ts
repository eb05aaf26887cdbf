import { z } from 'zod';
import { origin } from './common.js';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);

export const weeklyHours = z.strictObject({
  /** ISO weekdays, 1 is Monday. */
  days: z.array(z.int().min(1).max(7)).min(1),
  from: time,
  /** `24:00` is the end of the day; an end before the start lies on the next day. */
  to: time,
  breaks: z.array(z.tuple([time, time])).optional(),
});

/** Opening hours, as a policy over the production calendar. */
export const schedule = z.union([
  z.strictObject({ always: z.literal(true), ...origin }),
  z.strictObject({
    weekly: z.array(weeklyHours).min(1),
    /** Closed on the calendar's holidays and transferred days off. */
    followsHolidays: z.boolean(),
    /** Open on weekend days that the calendar makes working, with the hours of the first weekday entry. */
    opensOnWorkingWeekends: z.boolean(),
    /** Closes one hour earlier on shortened days (Labour Code art. 95). */
    shortensPreHolidays: z.boolean(),
    ...origin,
  }),
]);
export type Schedule = z.output<typeof schedule>;
