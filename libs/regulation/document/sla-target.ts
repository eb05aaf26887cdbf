import { z } from 'zod';
import { amount, code, origin, party } from './common.js';

/** What can start, meet or restart a clock: an event of the ticket, narrowed where the regulation narrows it. */
export const trigger = z
  .strictObject({
    event: z.enum([
      'Opened',
      'Prioritized',
      'Assigned',
      'TakenUp',
      'Answered',
      'InformationRequested',
      'CustomerReplied',
      'EscalatedToDevelopers',
      'DevelopersAnswered',
      'ForwardedToManufacturer',
      'ManufacturerAnswered',
      'CustomerInformed',
      'CallLogged',
      'NoteAdded',
      'EstimateGiven',
      'MarkedAsDuplicate',
      'Closed',
      'Reopened',
    ]),
    /** Only when it came or went by one of these channels. */
    channels: z.array(code).optional(),
    /** Only for notes (NoteAdded). */
    visibility: z.enum(['public', 'internal']).optional(),
    /** Only answers that are said to be exhaustive, or only those that are not (Answered). */
    solution: z.boolean().optional(),
  })
  .meta({ id: 'trigger' });
export type Trigger = z.output<typeof trigger>;

/** To which tickets a target applies; an absent list means "all". */
export const applicability = z
  .strictObject({
    priorities: z.array(code).optional(),
    tariffs: z.array(code).optional(),
    serviceKinds: z.array(code).optional(),
    channels: z.array(code).optional(),
  })
  .meta({ id: 'applicability' });
export type Applicability = z.output<typeof applicability>;

/** One promise of the regulation. The first target of a metric and party that applies to a ticket is the one that runs. */
export const slaTarget = z.strictObject({
  code,
  metric: z.enum(['reaction', 'first-answer', 'next-update', 'resolution']),
  party,
  applies: applicability,
  /** Name of a schedule in `schedules`; `tariff` takes the schedule of the ticket's tariff package. */
  schedule: z.union([code, z.literal('tariff')]),
  /** Told to the customer as the usual case; passing it is no breach. */
  expected: amount.optional(),
  /** Passing it is a breach. */
  limit: amount,
  /** For working days: due at the closing time of the last day, or at its 24:00 (Civil Code art. 194). */
  dayEnds: z.enum(['closing', 'midnight']).optional(),
  /** For working days: receipt out of hours counts as receipt at the next opening. */
  receiptRollsForward: z.boolean().optional(),
  startedBy: z.array(trigger).min(1),
  metBy: z.array(trigger).min(1),
  /** The clock stands while one of these parties owes the next step. */
  pausedWhile: z.array(party),
  /** Starts anew after every time it was met, while the ticket is open (next-update promises). */
  repeats: z.boolean().optional(),
  /** Warn this long before the breach, on the clock's own schedule. */
  warnBefore: amount.optional(),
  /** When a change of priority brings another target: does its amount count from the clock's start or from the change? */
  onPriorityChange: z.enum(['from-start', 'from-change']),
  /** What a reopening does to this clock: goes on, starts anew with the whole amount, or nothing runs. */
  onReopen: z.enum(['resume', 'restart', 'none']),
  ...origin,
});
export type SlaTarget = z.output<typeof slaTarget>;
