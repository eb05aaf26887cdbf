/** How a ticket comes in, and where it stands in the queue. */
import { z } from 'zod';
import { defineEvent, personal } from '#event-sourcing';
import {
  id,
  code,
  instant,
  shortText,
  customer,
  customerText,
  reasonText,
  queueClass,
  equipment,
} from './fields.js';

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
    /** Further fields of the form, by name: an INN, an address, a contract's holder. */
    attributes: z.record(z.string().max(64), personal('customer', z.string().max(500))).optional(),
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
