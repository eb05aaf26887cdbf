import { z } from 'zod';
import { choice, code, origin } from './common.js';

/**
 * How a desk's queue is ordered: criteria in turn; arrival then number break every tie. A ticket's rank is decided once and
 * carried by its events, so there is no criterion that changes by itself as time passes.
 */
export const queuePolicy = z.strictObject({
  order: z.array(z.enum(['out-of-turn', 'priority', 'arrival'])).min(1),
  /** Who may go out of turn, and on what grounds (C09). */
  outOfTurn: z
    .strictObject({
      priorities: z.array(code),
      grounds: z.array(choice).min(1),
      ...origin,
    })
    .optional(),
  /** Customers whose promised time a task of higher priority moves are told, once per net change (I09). */
  displacement: z
    .strictObject({
      notifies: z.enum(['booked-visits', 'estimates', 'both']),
      /** Shifts below this are no change; 0 tells of every one. */
      toleranceMinutes: z.int().min(0),
      ...origin,
    })
    .optional(),
  ...origin,
});
export type QueuePolicy = z.output<typeof queuePolicy>;
