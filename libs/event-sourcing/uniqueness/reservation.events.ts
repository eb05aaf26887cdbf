import { z } from 'zod';
import { defineEvent, type EventOf } from '../events/event-type.js';

const scope = z.string().min(1).max(64);
/** Id of what the value is to belong to. The value itself stands nowhere: the stream's id is an HMAC of it. */
const owner = z.string().min(1).max(80);

export const ValueHeld = defineEvent(
  'ValueHeld',
  z.strictObject({
    scope,
    owner,
    /** Until then nobody else may ask whether the owner exists. */
    heldUntil: z.iso.datetime({ precision: 3 }),
    /** The owner that never came to be, and from whom the value is taken over. */
    insteadOf: owner.optional(),
  }),
);
export const ValueConfirmed = defineEvent('ValueConfirmed', z.strictObject({ scope, owner }));
export const ValueReleased = defineEvent('ValueReleased', z.strictObject({ scope, owner }));

export const RESERVATION_EVENTS = [ValueHeld, ValueConfirmed, ValueReleased] as const;
export type ReservationEvent = EventOf<typeof RESERVATION_EVENTS>;
