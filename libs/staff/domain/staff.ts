/** A member of staff from registration on: who may act for which desks, in which roles. */
import { accepted, type Decider, type Decision, refused } from '#event-sourcing';
import { type StaffEvent, type StaffRole } from './staff.events.js';

export const STAFF_CATEGORY = 'staff';

export interface Appointment {
  readonly roles: readonly StaffRole[];
  readonly desks: readonly string[];
}

export type StaffCommand =
  | ({ readonly type: 'RegisterStaff'; readonly name: string } & Appointment)
  | { readonly type: 'RenameStaff'; readonly name: string }
  | ({ readonly type: 'AppointStaff' } & Appointment)
  | { readonly type: 'DeactivateStaff' }
  | { readonly type: 'ReactivateStaff' };

export type StaffState =
  { readonly status: 'unregistered' } | ({ readonly status: 'active' | 'deactivated' } & Appointment);

/** What a decision needs from outside. */
export interface StaffContext {
  /** Id of the member of staff, the subject of the name's key. */
  readonly staff: string;
  /** Who decides. */
  readonly actor: string;
  /** Desks that the decider of the command may appoint to; undefined: all. */
  readonly actorDesks?: readonly string[];
}

export const staffDecider: Decider<StaffState, StaffCommand, StaffEvent, StaffContext> = {
  initialState: { status: 'unregistered' },
  decide,
  evolve,
};

function decide(command: StaffCommand, state: StaffState, context: StaffContext): Decision<StaffEvent> {
  const { staff } = context;
  if (command.type === 'RegisterStaff') {
    if (state.status !== 'unregistered') return refused('staff-already-registered');
    const { name, roles, desks } = command;
    return (
      beyondReach(desks, context) ??
      accepted({ type: 'StaffRegistered', data: { staff, name, ...appointment(roles, desks) } })
    );
  }
  if (state.status === 'unregistered') return refused('staff-not-found');
  const beyond = beyondReach(state.desks, context);
  if (beyond !== undefined) return beyond;
  switch (command.type) {
    case 'RenameStaff':
      // The old name is sealed from the decider, so "the same name" can't be told; a repeated one is harmless.
      return accepted({ type: 'StaffRenamed', data: { staff, name: command.name } });
    case 'AppointStaff':
      return appoint(command, state, context);
    case 'DeactivateStaff':
      // Whoever switches himself off last would leave nobody who can switch anybody on.
      if (staff === context.actor) return refused('staff-own-account');
      return state.status === 'deactivated'
        ? accepted()
        : accepted({ type: 'StaffDeactivated', data: { staff } });
    case 'ReactivateStaff':
      return state.status === 'active' ? accepted() : accepted({ type: 'StaffReactivated', data: { staff } });
    default:
      return command satisfies never;
  }
}

function appoint(to: Appointment, now: Appointment, context: StaffContext): Decision<StaffEvent> {
  const beyond = beyondReach(to.desks, context);
  if (beyond !== undefined) return beyond;
  if (
    context.staff === context.actor &&
    now.roles.includes('administrator') &&
    !to.roles.includes('administrator')
  )
    return refused('staff-own-account');
  const next = appointment(to.roles, to.desks);
  return same(next.roles, now.roles) && same(next.desks, now.desks)
    ? accepted()
    : accepted({ type: 'StaffAppointed', data: { staff: context.staff, ...next } });
}

/** An administrator of one desk appoints nobody to another. */
function beyondReach(
  desks: readonly string[],
  { actorDesks }: StaffContext,
): Decision<StaffEvent> | undefined {
  const beyond = actorDesks === undefined ? undefined : desks.find((desk) => !actorDesks.includes(desk));
  return beyond === undefined ? undefined : refused('staff-desk-out-of-reach', { desk: beyond });
}

/** Sorted and without repeats, so that the same appointment is the same event. */
function appointment(roles: readonly StaffRole[], desks: readonly string[]) {
  return { roles: [...new Set(roles)].sort(), desks: [...new Set(desks)].sort() };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function evolve(state: StaffState, event: StaffEvent): StaffState {
  switch (event.type) {
    case 'StaffRegistered':
      return { status: 'active', roles: event.data.roles, desks: event.data.desks };
    case 'StaffAppointed':
      return state.status === 'unregistered'
        ? state
        : { ...state, roles: event.data.roles, desks: event.data.desks };
    case 'StaffDeactivated':
      return state.status === 'unregistered' ? state : { ...state, status: 'deactivated' };
    case 'StaffReactivated':
      return state.status === 'unregistered' ? state : { ...state, status: 'active' };
    case 'StaffRenamed':
      return state;
    default:
      return event satisfies never;
  }
}
