import { z } from 'zod';

const date = z.iso.date();
/** A date that every year has: 29 February can't be a yearly holiday here. */
const monthDay = z
  .string()
  .regex(/^\d\d-\d\d$/)
  .refine((text) => z.iso.date().safeParse(`2023-${text}`).success);

/** The legal act that a year or a day rests on. */
export const calendarAct = z.strictObject({
  title: z.string().min(1).max(300),
  number: z.string().min(1).max(50).optional(),
  date: date.optional(),
  /** False where the content is confirmed by sources and the number is not. */
  numberConfirmed: z.boolean().optional(),
});

/** The law that is in force every year: what is a holiday, and what follows from one. */
export const holidayLaw = z.strictObject({
  act: z.string().min(1).max(300),
  /** The same date every year. */
  holidays: z.array(monthDay),
  /** Days after Easter Sunday (Gregorian); 1 is Easter Monday. */
  easterOffsets: z.array(z.int().min(-60).max(60)),
  /** `moves`: a holiday on a weekend day gives the next working day off. */
  holidayOnWeekend: z.enum(['moves', 'stays']),
  /** Holidays whose coincidence with a weekend gives nothing by itself (1–8 January: the Government decides). */
  notMoved: z.array(monthDay),
  /** The working day before a holiday is shorter (Labour Code art. 95). */
  shortensBeforeHolidays: z.boolean(),
});
export type HolidayLaw = z.output<typeof holidayLaw>;

export const calendarYear = z.strictObject({
  status: z.enum(['approved', 'draft']),
  act: calendarAct.optional(),
  /** Days off moved by the act: from a weekend day to a weekday. A plain weekend day moved from becomes working. */
  transfers: z.array(z.strictObject({ from: date, to: date })),
  /** Holidays of this year only, by an act of their own. */
  extraHolidays: z.array(z.strictObject({ date, act: calendarAct })),
  /** Mon–Fri without work, all of them, whatever the ground. */
  daysOff: z.array(date),
  /** Saturdays and Sundays with work. */
  workingWeekends: z.array(date),
  /** Working days that are one hour shorter. */
  shortened: z.array(date),
  /**
   * Days declared non-working by the President in 2020 and 2021. They count as working days for terms of civil law (Supreme
   * Court review No 1 of 21.04.2020), so they are off only where the compiler is asked for them.
   */
  specialNonWorking: z.array(
    z.strictObject({
      dates: z.array(date).min(1),
      act: calendarAct,
      civilLaw: z.enum(['working', 'unsettled']),
    }),
  ),
});
export type CalendarYear = z.output<typeof calendarYear>;

/** A production calendar: versioned data with the acts that it was written from. */
export const calendarDocument = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,47}$/),
  version: z.int().positive(),
  title: z.strictObject({ ru: z.string().min(1), en: z.string().min(1) }),
  law: holidayLaw,
  years: z.record(z.string().regex(/^(19|20|21)\d\d$/), calendarYear),
});
export type CalendarDocument = z.output<typeof calendarDocument>;

/** Years that the document has, in order. */
export const calendarYears = (calendar: CalendarDocument): number[] =>
  Object.keys(calendar.years)
    .map(Number)
    .sort((a, b) => a - b);
