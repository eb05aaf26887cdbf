/** Clocks: facts with their figures. `clock` is unique within the ticket: `<target>` or `<target>#<n>` for a later cycle. */
import { z } from 'zod';
import { defineEvent } from '#event-sourcing';
import { code, instant, shortText, customer, reasonText, party } from './fields.js';

const clock = z.string().min(1).max(80);
const clockTerms = {
  clock,
  target: code,
  metric: z.enum(['reaction', 'first-answer', 'next-update', 'resolution']),
  party,
  /** When it was set off; a later target that counts from the start counts from here. Absent: `startsAt`. */
  setOffAt: instant.optional(),
  /** Counting begins here: where it was set off, the next opening after it, or a change of target that counts from itself. */
  startsAt: instant,
  /** Absent where an instant was promised instead of a length of time. */
  amount: z
    .strictObject({
      value: z.int().positive(),
      unit: z.enum(['working-minutes', 'working-days', 'calendar-minutes', 'calendar-days']),
    })
    .optional(),
  /** An instant promised or agreed (next update, agreed date); pauses move the due instant after it. */
  promisedAt: instant.optional(),
  /** Terms in days: `midnight` is late at `dueAt` itself (00:00 of the next day), all others after it. */
  dayEnds: z.enum(['closing', 'midnight']).optional(),
  schedule: code,
  dueAt: instant,
  expectedAt: instant.optional(),
  warnAt: instant.optional(),
  /** True where the target is our assumption or the calendar of a year is still a draft. */
  provisional: z.boolean(),
  regulationVersion: z.int().positive(),
  calendarVersion: z.int().positive(),
};

export const ClockStarted = defineEvent('ClockStarted', z.strictObject(clockTerms));
/** While a clock stands there is no due instant, only what remains. */
export const ClockPaused = defineEvent(
  'ClockPaused',
  z.strictObject({
    clock,
    at: instant,
    /** Who owes the next step. */
    waitingFor: party,
    remaining: z.strictObject({
      value: z.int(),
      unit: z.enum(['milliseconds', 'working-days', 'calendar-days']),
    }),
  }),
);
/**
 * Runs again: after a pause, or after its end where the ticket was reopened or the solution turned out to be none; then the time between
 * counts as a pause.
 */
export const ClockResumed = defineEvent(
  'ClockResumed',
  z.strictObject({
    clock,
    at: instant,
    /** Absent after a breach: that verdict is passed, and what is still measured is how late it gets. */
    dueAt: instant.optional(),
    expectedAt: instant.optional(),
    warnAt: instant.optional(),
    provisional: z.boolean(),
  }),
);
/**
 * The end of a clock is withdrawn as though it had not been (a wrong close, a withdrawn target that applies again): the time since counts.
 * With `dueAt` it runs; with `waitingFor` it stands again.
 */
export const ClockReinstated = defineEvent(
  'ClockReinstated',
  z.strictObject({
    clock,
    at: instant,
    dueAt: instant.optional(),
    expectedAt: instant.optional(),
    warnAt: instant.optional(),
    waitingFor: party.optional(),
    provisional: z.boolean(),
  }),
);
/** Another target, regulation or calendar now rules the clock: old and new promise, and why. All pauses are kept. */
export const ClockRetargeted = defineEvent(
  'ClockRetargeted',
  z.strictObject({
    ...clockTerms,
    /** Absent while the clock stands. */
    dueAt: instant.optional(),
    previous: z.strictObject({ target: code, dueAt: instant.optional() }),
    remaining: z
      .strictObject({ value: z.int(), unit: z.enum(['milliseconds', 'working-days', 'calendar-days']) })
      .optional(),
    cause: z.enum(['priority', 'regulation', 'calendar', 'agreement']),
    at: instant,
    /** Machine text or the publication's words, never a customer's. */
    reason: shortText,
  }),
);
export const SlaWarned = defineEvent(
  'SlaWarned',
  z.strictObject({ clock, target: code, at: instant, dueAt: instant }),
);
export const SlaMet = defineEvent(
  'SlaMet',
  z.strictObject({
    clock,
    target: code,
    /** The instant that counts: occurred or decided, as the regulation says for the channel. */
    at: instant,
    dueAt: instant.optional(),
    /** Counted time, milliseconds of the clock's own schedule. */
    elapsedMs: z.int().min(0),
    /** False when it was met after its breach. */
    inTime: z.boolean(),
  }),
);
/** `at` is the instant of the breach, never that of its discovery. */
export const SlaBreached = defineEvent(
  'SlaBreached',
  z.strictObject({
    clock,
    target: code,
    metric: z.enum(['reaction', 'first-answer', 'next-update', 'resolution']),
    party,
    at: instant,
    dueAt: instant,
    startsAt: instant,
    priority: code,
    customer,
    regulationVersion: z.int().positive(),
    calendarVersion: z.int().positive(),
  }),
);
/** A breach found to be unfounded: the record stays, and says that it does not count, and why. */
export const SlaBreachAnnulled = defineEvent(
  'SlaBreachAnnulled',
  z.strictObject({
    clock,
    target: code,
    breachedAt: instant,
    /** `late-record`: a fact of before the due instant was recorded after it. `decision`: staff found it unfounded. */
    ground: z.enum(['late-record', 'decision']),
    customer,
    reason: reasonText.optional(),
  }),
);
/** The clock ends with neither met nor breached: a duplicate, a target that no longer applies, a close without answer. */
export const ClockStopped = defineEvent(
  'ClockStopped',
  z.strictObject({ clock, target: code, at: instant, reason: code, elapsedMs: z.int().min(0) }),
);
