import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Decision, fold } from '#event-sourcing';
import { type StaffCommand, type StaffContext, staffDecider, type StaffState } from './staff.js';
import { STAFF_ROLES, type StaffEvent } from './staff.events.js';

const KIM = '00000000-0000-4000-8000-000000000001';
const BOSS = '00000000-0000-4000-8000-000000000002';
const context: StaffContext = { staff: KIM, actor: BOSS };
const register: StaffCommand = { type: 'RegisterStaff', name: 'Kim', roles: ['operator'], desks: ['a'] };

function given(...commands: StaffCommand[]): StaffState {
  return commands.reduce<StaffState>(
    (state, command) =>
      fold(
        (s: StaffState, event: StaffEvent) => staffDecider.evolve(s, event),
        state,
        staffDecider.decide(command, state, context).events,
      ),
    staffDecider.initialState,
  );
}
const when = (state: StaffState, command: StaffCommand, by = context): Decision<StaffEvent> =>
  staffDecider.decide(command, state, by);

describe('a member of staff', () => {
  it('is registered once, with roles and desks sorted and each once', () => {
    const decision = when(given(), {
      ...register,
      roles: ['operator', 'engineer', 'operator'],
      desks: ['b', 'a', 'b'],
    });
    expect(decision.events).toEqual([
      {
        type: 'StaffRegistered',
        data: { staff: KIM, name: 'Kim', roles: ['engineer', 'operator'], desks: ['a', 'b'] },
      },
    ]);
    expect(when(given(register), register)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'staff-already-registered' },
    });
  });

  it('must be there to be changed', () => {
    for (const type of ['DeactivateStaff', 'ReactivateStaff'] as const)
      expect(when(given(), { type })).toMatchObject({
        kind: 'refused',
        refusal: { code: 'staff-not-found' },
      });
  });

  it('can neither switch himself off nor give up his own administration', () => {
    const self = { ...context, actor: KIM };
    const admin = given({ ...register, roles: ['administrator'] });
    expect(when(admin, { type: 'DeactivateStaff' }, self)).toMatchObject({
      refusal: { code: 'staff-own-account' },
    });
    const appoint: StaffCommand = { type: 'AppointStaff', roles: ['operator'], desks: ['a'] };
    expect(when(admin, appoint, self)).toMatchObject({ refusal: { code: 'staff-own-account' } });
  });

  it('is changed only by those who have all of his desks, old and new', () => {
    const state = given(register);
    const by = (...actorDesks: string[]) => ({ ...context, actorDesks });
    const appoint: StaffCommand = { type: 'AppointStaff', roles: ['operator'], desks: ['b'] };
    const code = 'staff-desk-out-of-reach';
    expect(when(state, appoint, by('a'))).toMatchObject({ refusal: { code, params: { desk: 'b' } } });
    expect(when(state, appoint, by('b'))).toMatchObject({ refusal: { code, params: { desk: 'a' } } });
    expect(when(state, appoint, by('a', 'b'))).toMatchObject({ kind: 'accepted' });
    expect(when(state, { type: 'DeactivateStaff' }, by('b'))).toMatchObject({ refusal: { code } });
  });

  it('is not changed by the same command twice', () => {
    const appointment = {
      roles: fc.uniqueArray(fc.constantFrom(...STAFF_ROLES), { minLength: 1 }),
      desks: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
    };
    const command: fc.Arbitrary<StaffCommand> = fc.oneof(
      fc.record({ type: fc.constant('AppointStaff' as const), ...appointment }),
      fc.record({ type: fc.constantFrom('DeactivateStaff' as const, 'ReactivateStaff' as const) }),
    );
    fc.assert(
      fc.property(fc.array(command), command, (before, last) => {
        const state = given(register, ...before, last);
        expect(when(state, last)).toEqual({ kind: 'accepted', events: [] });
      }),
    );
  });
});
