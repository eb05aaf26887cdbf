/**
 * Events of a ticket's life: the storage format. A change here is a new schema version with an upcaster and a golden file;
 * a change of meaning is a new event type.
 *
 * Every event carries its outcome (queue class, due instants, counted terms), so that a fold reads no regulation and no
 * calendar. Texts of people are personal values of the customer; actors stand in the metadata as ids.
 */
import { z } from 'zod';
import { defineEvent, type EventOf, personal } from '#event-sourcing';

const id = z.uuid();
const code = z.string().min(1).max(64);
const instant = z.iso.datetime({ precision: 3 });
const shortText = z.string().min(1).max(500);

/** The customer whose key encrypts the personal values of the event. */
const customer = id;
const customerText = personal('customer');
/** Why somebody did it: free text may name people, so it is as personal as any other. */
const reasonText = personal('customer', z.string().min(1).max(500));

/** Where the ticket stands in its desk's queue, decided once and explained. */
const queueClass = z.strictObject({
  /** Lower goes first. */
  rank: z.int().min(0),
  outOfTurn: z.boolean(),
  /** Code of the reason: `priority`, `arrival`, or the ground for going out of turn. */
  reason: code,
});

const party = z.enum(['first-line', 'developers', 'manufacturer', 'customer']);

const equipment = z.strictObject({
  brand: z.string().max(200).optional(),
  model: z.string().max(200).optional(),
  serial: z.string().max(200).optional(),
});

export const Opened = defineEvent(
  'Opened',
  z.strictObject({
    number: z.string(),
    desk: code,
    customer,
    /** Legal or natural person's organisation id, when the customer acts for one. */
    organisation: id.optional(),
    channel: code,
    /** Code of the regulation's service kind. */
    serviceKind: code,
    /** Code of the tariff package in force at the opening. */
    tariff: code.optional(),
    priority: code,
    queueClass,
    subject: customerText,
    text: customerText,
    contact: z
      .strictObject({
        name: customerText.optional(),
        phone: customerText.optional(),
        email: customerText.optional(),
      })
      .optional(),
    equipment: equipment.optional(),
    product: z.string().max(200).optional(),
    /** Required fields that may come later; while one is missing that pauses, the customer owes an answer. */
    missing: z.array(code),
    /** Those of `missing` whose lack makes the clocks stand; absent when there are none. */
    pausing: z.array(code).optional(),
    awaitsCustomer: z.boolean(),
    /** When the request reached the desk; the clocks start from here or from the next opening, as the regulation says. */
    receivedAt: instant,
    /** The closed ticket that this one continues. */
    continues: id.optional(),
    regulationVersion: z.int().positive(),
    calendarVersion: z.int().positive(),
    attributes: z.record(z.string().max(64), z.string().max(500)).optional(),
  }),
);

export const PriorityProposed = defineEvent(
  'PriorityProposed',
  z.strictObject({ customer, priority: code, reason: reasonText.optional() }),
);

export const Prioritized = defineEvent(
  'Prioritized',
  z.strictObject({ customer, from: code, to: code, reason: reasonText, queueClass }),
);

/** Taken out of turn, or put back, by staff with the recorded ground (C09). */
export const QueueClassChanged = defineEvent(
  'QueueClassChanged',
  z.strictObject({ customer, from: queueClass, to: queueClass, reason: reasonText.optional() }),
);

export const Assigned = defineEvent(
  'Assigned',
  z.strictObject({ customer, assignee: code, team: code.optional(), reason: reasonText.optional() }),
);
export const TakenUp = defineEvent('TakenUp', z.strictObject({ assignee: code }));

export const Answered = defineEvent(
  'Answered',
  z.strictObject({
    customer,
    text: customerText,
    channel: code,
    /** Exhaustive: the customer is to close, and silence may close the ticket. */
    solution: z.boolean(),
    /** When silence from here on is announced and closes the ticket; any event of `ENDS_SILENCE` calls it off. */
    silence: z.strictObject({ noticeAt: instant, closesAt: instant, reason: code }).optional(),
  }),
);
export const InformationRequested = defineEvent(
  'InformationRequested',
  z.strictObject({ customer, text: customerText, items: z.array(code), round: z.int().positive() }),
);
export const CustomerReplied = defineEvent(
  'CustomerReplied',
  z.strictObject({
    customer,
    text: customerText,
    channel: code,
    /** Fields missing since the opening or asked for, that this reply supplies. */
    supplies: z.array(code),
    /** False while fields that pause are still missing. */
    completes: z.boolean(),
  }),
);

export const EscalatedToDevelopers = defineEvent(
  'EscalatedToDevelopers',
  z.strictObject({ customer, question: customerText, round: z.int().positive() }),
);
export const DevelopersAnswered = defineEvent(
  'DevelopersAnswered',
  z.strictObject({ customer, text: customerText, round: z.int().positive() }),
);
export const ForwardedToManufacturer = defineEvent(
  'ForwardedToManufacturer',
  z.strictObject({
    customer,
    manufacturer: shortText,
    defect: z.enum(['mismatch', 'bug', 'not-working']),
    text: customerText,
    reference: shortText.optional(),
    round: z.int().positive(),
  }),
);
export const ManufacturerAnswered = defineEvent(
  'ManufacturerAnswered',
  z.strictObject({
    customer,
    text: customerText,
    reference: shortText.optional(),
    round: z.int().positive(),
  }),
);
/** The partner is kept informed of how it goes (D08). */
export const CustomerInformed = defineEvent(
  'CustomerInformed',
  z.strictObject({ customer, text: customerText, channel: code, nextUpdateBy: instant.optional() }),
);

export const NoteAdded = defineEvent(
  'NoteAdded',
  z.strictObject({
    customer,
    text: customerText,
    visibility: z.enum(['public', 'internal']),
    /** What the regulation's section owes and this records: a cause found, a test stand, a step-by-step solution (D07, D16). */
    kind: code.optional(),
  }),
);

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
/** The customer must inform by phone as well; until the call is logged the ticket awaits it (P07). */
export const CallRequired = defineEvent(
  'CallRequired',
  z.strictObject({ priority: code, dueAt: instant, line: code }),
);
export const CallLogged = defineEvent(
  'CallLogged',
  z.strictObject({
    /** The call's own aggregate, where the desk keeps calls. */
    call: id.optional(),
    channel: code,
    at: instant,
    declined: z.boolean(),
    /** True when the customer has thereby informed by phone as the priority demands. */
    fulfils: z.boolean(),
  }),
);
/** Permission for access, or consent to a change on the customer's equipment, given or withheld (D05). */
export const ConsentRecorded = defineEvent(
  'ConsentRecorded',
  z.strictObject({ customer, kind: code, given: z.boolean(), text: customerText.optional() }),
);

export const WishRecorded = defineEvent('WishRecorded', z.strictObject({ customer, text: customerText }));
export const MarkedAsDuplicate = defineEvent(
  'MarkedAsDuplicate',
  z.strictObject({ of: id, ofNumber: z.string() }),
);

/** Opened for the wrong customer: later texts are the right one's; the earlier stay under the wrong one's key. */
export const CustomerCorrected = defineEvent(
  'CustomerCorrected',
  z.strictObject({
    from: id,
    to: id,
    organisation: id.optional(),
    reason: personal('to', z.string().min(1).max(500)),
  }),
);
/** A close that should not have been: the ticket is as it was before, its clocks resume. */
export const CloseCorrected = defineEvent(
  'CloseCorrected',
  z.strictObject({ customer, reason: reasonText, queueClass }),
);

/** The notice before closing after silence. */
export const ClosingAnnounced = defineEvent(
  'ClosingAnnounced',
  z.strictObject({ at: instant, closesAt: instant }),
);
export const Closed = defineEvent(
  'Closed',
  z.strictObject({
    reason: code,
    by: z.enum(['customer', 'staff', 'system']),
    withoutResponsibility: z.boolean(),
    /** The instant that counts; a close by silence bears the instant at which it fell due. */
    at: instant,
  }),
);
export const Reopened = defineEvent(
  'Reopened',
  z.strictObject({
    customer,
    by: z.enum(['customer', 'staff', 'system']),
    reason: reasonText,
    at: instant,
    cycle: z.int().min(2),
    queueClass,
  }),
);
/** Said on the closed ticket when a new one continues it. */
export const Continued = defineEvent('Continued', z.strictObject({ by: id, byNumber: z.string() }));

// Clocks: facts with their figures. `clock` is unique within the ticket: `<target>` or `<target>#<n>` for a later cycle.

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
/** Runs again: after a pause, or after its end where the ticket was reopened; then the time between counts as a pause. */
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
/** The ticket goes over to another version of its regulation or calendar. */
export const RegulationAdopted = defineEvent(
  'RegulationAdopted',
  z.strictObject({
    regulationVersion: z.int().positive(),
    calendarVersion: z.int().positive(),
    previous: z.strictObject({ regulationVersion: z.int().positive(), calendarVersion: z.int().positive() }),
    reason: shortText,
    queueClass,
  }),
);

export const TICKET_EVENTS = [
  Opened,
  PriorityProposed,
  Prioritized,
  QueueClassChanged,
  Assigned,
  TakenUp,
  Answered,
  InformationRequested,
  CustomerReplied,
  EscalatedToDevelopers,
  DevelopersAnswered,
  ForwardedToManufacturer,
  ManufacturerAnswered,
  CustomerInformed,
  NoteAdded,
  EstimateGiven,
  EstimateMet,
  EstimateMissed,
  DateAgreed,
  DelayCauseRecorded,
  CallRequired,
  CallLogged,
  ConsentRecorded,
  WishRecorded,
  MarkedAsDuplicate,
  CustomerCorrected,
  CloseCorrected,
  ClosingAnnounced,
  Closed,
  Reopened,
  Continued,
  ClockStarted,
  ClockPaused,
  ClockResumed,
  ClockReinstated,
  ClockRetargeted,
  SlaWarned,
  SlaMet,
  SlaBreached,
  SlaBreachAnnulled,
  ClockStopped,
  RegulationAdopted,
] as const;

export type TicketEvent = EventOf<typeof TICKET_EVENTS>;
export type TicketEventOf<Type extends TicketEvent['type']> = Extract<TicketEvent, { type: Type }>;

/** After any of these an answered ticket is no longer silent: the announced closing is off. */
export const ENDS_SILENCE = [
  'Answered',
  'CustomerReplied',
  'PriorityProposed',
  'InformationRequested',
  'EscalatedToDevelopers',
  'ForwardedToManufacturer',
  'MarkedAsDuplicate',
  'Closed',
  'CloseCorrected',
] as const satisfies readonly TicketEvent['type'][];
