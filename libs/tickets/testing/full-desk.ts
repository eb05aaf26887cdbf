import { type Regulation } from '#regulation';
import { policyOf } from './policies.js';
import { Scenario } from './scenario.js';

const title = { ru: 'Название', en: 'Title' };

/** A desk whose regulation allows everything that any of the sample desks allows. */
export function everythingAllowed(regulation: Regulation): Regulation {
  return {
    ...regulation,
    escalation: { developers: true },
    agreedTerms: { by: ['case'] },
    wishes: { title },
    queue: {
      order: ['out-of-turn', 'priority', 'arrival'],
      outOfTurn: {
        priorities: regulation.priorities.map(({ code }) => code),
        grounds: [{ code: 'service-down', title }],
      },
    },
    estimates: {
      toleranceMinutes: 60,
      factors: [{ code: 'complexity', title }],
      delayCauses: [{ code: 'late-answer', title, party: 'customer' }],
    },
    closing: {
      ...regulation.closing,
      by: ['customer', 'staff'],
      silence: {
        after: { value: 10, unit: 'working-days' },
        noticeBefore: { value: 3, unit: 'working-days' },
        schedule: 'calls',
        reason: 'solved',
      },
    },
  };
}

/** Hours of the desk: working days 07:00–18:00 in Moscow. */
export function fullDesk(change: (regulation: Regulation) => Regulation = (same) => same): Scenario {
  const policy = policyOf('equipment-distributor', (regulation) => change(everythingAllowed(regulation)));
  return new Scenario(policy, { channel: 'email', serviceKind: 'declared-function-fault' });
}
