import { z } from 'zod';
import { accepted, type Decider, defineEvent, type EventOf } from '#event-sourcing';

/**
 * A run of sequence numbers that one process may give out. It is taken before the first of them is used and never given back, so a
 * number is never given twice: not by two processes, and not after the read models were lost or restored.
 */
export const NumberBlockTaken = defineEvent(
  'NumberBlockTaken',
  z.strictObject({
    prefix: z.string().regex(/^[A-Z]{2,4}$/),
    first: z.int().positive(),
    last: z.int().positive(),
  }),
);

export const NUMBER_EVENTS = [NumberBlockTaken] as const;
export type NumberEvent = EventOf<typeof NUMBER_EVENTS>;

export interface TakeBlock {
  readonly prefix: string;
  readonly size: number;
}

/** Last number taken. */
type NumberState = { readonly last: number };

export const numberDecider: Decider<NumberState, TakeBlock, NumberEvent, undefined> = {
  initialState: { last: 0 },
  decide: ({ prefix, size }, { last }) =>
    accepted({ type: 'NumberBlockTaken', data: { prefix, first: last + 1, last: last + size } }),
  evolve: (state, { data }) => (data.last > state.last ? { last: data.last } : state),
};
