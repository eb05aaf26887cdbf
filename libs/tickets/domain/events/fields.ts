import { z } from 'zod';
import { personal } from '#event-sourcing';

export const id = z.uuid();
export const code = z.string().min(1).max(64);
export const instant = z.iso.datetime({ precision: 3 });
export const shortText = z.string().min(1).max(500);

/** The customer whose key encrypts the personal values of the event. */
export const customer = id;
export const customerText = personal('customer');
/** Why somebody did it: free text may name people, so it is as personal as any other. */
export const reasonText = personal('customer', z.string().min(1).max(500));

/** Where the ticket stands in its desk's queue, decided once and explained. */
export const queueClass = z.strictObject({
  /** Lower goes first. */
  rank: z.int().min(0),
  outOfTurn: z.boolean(),
  /** Code of the reason: `priority`, `arrival`, or the ground for going out of turn. */
  reason: code,
});

export const party = z.enum(['first-line', 'developers', 'manufacturer', 'customer']);

export const equipment = z.strictObject({
  brand: z.string().max(200).optional(),
  model: z.string().max(200).optional(),
  serial: z.string().max(200).optional(),
});
