import { z } from 'zod';

/** The file of working-time cases: schedules by name, cases by section; what is asked for stands in the fields of a case. */
const instant = z.iso.datetime({ offset: true });
const common = {
  schedule: z.string(),
  calendar: z.enum(['ru', 'none']),
  timeZone: z.string().optional(),
};
const minutes = z.number().nonnegative();

const addCase = z.strictObject({
  ...common,
  start: instant,
  addWorkingMinutes: minutes,
  pauses: z.array(z.tuple([instant, instant])).optional(),
  /** Closing form: the earliest instant. */
  expectedEnd: instant,
  /** The next opening, where the work ends at closing: the answer of another library, not ours. */
  expectedEndNextOpen: instant.optional(),
});
const differenceCase = z.strictObject({
  ...common,
  start: instant,
  end: instant,
  pauses: z.array(z.tuple([instant, instant])).optional(),
  expectedWorkingMinutes: z.number(),
});
const nextOpenCase = z.strictObject({ ...common, at: instant, expectedNextOpen: instant });
const workingDaysCase = z.strictObject({
  timeZone: z.string().optional(),
  receivedAt: instant,
  workingDays: z.int().positive(),
  dueDate: z.iso.date(),
  /** 24:00 of the due date. */
  due24h: instant,
  /** Mon–Fri 10:00–18:00 with working Saturdays. */
  dueAtClosing1800: instant,
  /** The same, one hour earlier on shortened days. */
  dueAtClosingShortened: instant,
});
const caseOf = z.union([addCase, differenceCase, nextOpenCase, workingDaysCase]);
export type WorkingTimeCase = z.output<typeof caseOf>;

export const caseFile = z.object({
  meta: z.object({ timeZone: z.string().optional() }).optional(),
  schedules: z.record(
    z.string(),
    z.strictObject({
      weekdays: z.array(z.int().min(1).max(7)).min(1),
      start: z.string(),
      end: z.string(),
      breaks: z.array(z.tuple([z.string(), z.string()])).optional(),
    }),
  ),
  cases: z.record(z.string(), z.array(caseOf)),
});
export type CaseFile = z.output<typeof caseFile>;
