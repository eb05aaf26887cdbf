import { accepted, type Decider, type Decision, refused } from '../decider/decider.js';
import { type ReservationEvent } from './reservation.events.js';

/** Who has one value of one scope. */
export type Reservation =
  | { readonly status: 'free' }
  | { readonly status: 'held'; readonly owner: string; readonly heldUntil: string }
  | { readonly status: 'confirmed'; readonly owner: string };

export type ReservationCommand =
  | { readonly type: 'Hold'; readonly owner: string; readonly heldUntil: string }
  | { readonly type: 'Confirm'; readonly owner: string }
  | { readonly type: 'Release'; readonly owner: string };

export interface ReservationContext {
  readonly scope: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly now: string;
  /**
   * What is known of the present holder, for taking over from one that crashed: `absent` only if its aggregate was looked
   * for, and not found, after its hold ran out.
   */
  readonly holder: 'unknown' | 'absent';
}

/** held → confirmed → released. Every command is idempotent by decision: what already holds gives no event. */
export const reservationDecider: Decider<
  Reservation,
  ReservationCommand,
  ReservationEvent,
  ReservationContext
> = {
  initialState: { status: 'free' },
  decide(command, state, context) {
    switch (command.type) {
      case 'Hold':
        return hold(command, state, context);
      case 'Confirm':
        return confirm(command.owner, state, context.scope);
      case 'Release':
        return release(command.owner, state, context.scope);
      default:
        return command satisfies never;
    }
  },
  evolve(_state, { type, data }) {
    switch (type) {
      case 'ValueHeld':
        return { status: 'held', owner: data.owner, heldUntil: data.heldUntil };
      case 'ValueConfirmed':
        return { status: 'confirmed', owner: data.owner };
      case 'ValueReleased':
        return { status: 'free' };
      default:
        return type satisfies never;
    }
  },
};

function hold(
  { owner, heldUntil }: Extract<ReservationCommand, { type: 'Hold' }>,
  state: Reservation,
  { scope, now, holder }: ReservationContext,
): Decision<ReservationEvent> {
  if (state.status === 'free') return accepted({ type: 'ValueHeld', data: { scope, owner, heldUntil } });
  if (state.status === 'confirmed') return state.owner === owner ? accepted() : refused('value-taken');
  if (state.owner === owner) {
    // A retry after the hold ran out needs a new one: without it another may take over while this one goes on.
    return state.heldUntil > now
      ? accepted()
      : accepted({ type: 'ValueHeld', data: { scope, owner, heldUntil } });
  }
  if (state.heldUntil > now || holder !== 'absent') return refused('value-held');
  return accepted({ type: 'ValueHeld', data: { scope, owner, heldUntil, insteadOf: state.owner } });
}

function confirm(owner: string, state: Reservation, scope: string): Decision<ReservationEvent> {
  if (state.status === 'free') return refused('value-not-held');
  if (state.owner !== owner) return refused('value-taken');
  return state.status === 'confirmed'
    ? accepted()
    : accepted({ type: 'ValueConfirmed', data: { scope, owner } });
}

/** Only the owner's: a late clean-up of one that lost the value must not free it for a third. */
function release(owner: string, state: Reservation, scope: string): Decision<ReservationEvent> {
  if (state.status === 'free' || state.owner !== owner) return accepted();
  return accepted({ type: 'ValueReleased', data: { scope, owner } });
}
