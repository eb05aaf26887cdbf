/** What is said between the customer, the first line, the developers and the manufacturer. */
import { z } from 'zod';
import { defineEvent } from '#event-sourcing';
import { id, code, instant, shortText, customer, customerText } from './fields.js';

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
