import { isActive, isBreached } from '../../state/clock.state.js';
import { refusal } from '../../ticket.refusals.js';
import { promiseInstant } from '../clocks/promise-clocks.js';
import { startAgreedDate } from '../clocks/start-clocks.js';
import { type OpenHandlers } from './handler.js';

export const promiseHandlers: OpenHandlers<'GiveEstimate' | 'AgreeDate'> = {
  GiveEstimate: ({ solvedBy, toleranceMinutes, factors = {} }, _ticket, { recording, policy, now }) => {
    if (solvedBy <= now) return refusal('estimate-in-the-past', { solvedBy });
    const rule = policy.regulation.estimates;
    const lacking = rule?.factors.map(({ code }) => code).filter((code) => !factors[code]) ?? [];
    if (lacking.length > 0) return refusal('estimate-factors-missing', { factors: lacking.join(', ') });
    recording.record('EstimateGiven', {
      solvedBy,
      toleranceMinutes: toleranceMinutes ?? rule?.toleranceMinutes ?? 0,
      factors: { ...factors },
    });
    return undefined;
  },

  AgreeDate: ({ by, reason }, ticket, step) => {
    const { recording, policy, now } = step;
    const isPlanned = policy.serviceKind(ticket.serviceKind)?.agreedDate === true;
    const isAgreeable = isPlanned || policy.regulation.agreedTerms?.by.includes('case') === true;
    if (!isAgreeable) return refusal('date-not-agreeable', { serviceKind: ticket.serviceKind });
    if (by <= now) return refusal('promise-in-the-past', { promised: by });
    if (ticket.agreedDate === by) return undefined;
    recording.record('DateAgreed', {
      customer: ticket.customer,
      by,
      ...(ticket.agreedDate !== undefined && { previous: ticket.agreedDate }),
      reason,
    });
    const resolution = ticket.clocks.find(
      (clock) => isActive(clock) && clock.metric === 'resolution' && clock.party === 'first-line',
    );
    if (resolution === undefined) startAgreedDate(recording, by, step);
    else if (isActive(resolution) && !isBreached(resolution)) {
      promiseInstant(recording, resolution, by, 'agreed-date', step);
    }
    return undefined;
  },
};
