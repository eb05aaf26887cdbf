import { refusal } from '../../ticket.refusals.js';
import { changeTargets } from '../clocks/retarget-clocks.js';
import { type OpenHandlers } from './handler.js';

/** The ticket goes over to another version of its regulation or calendar, because the publication says so; every promise that moves is an event. */
export const adoptionHandlers: OpenHandlers<'AdoptRegulation'> = {
  AdoptRegulation: ({ reason }, ticket, { recording, context, at, now, policy: before }) => {
    const policy = context.adopt;
    if (policy === undefined) return refusal('nothing-to-adopt');
    const previous = {
      regulationVersion: ticket.regulationVersion,
      calendarVersion: ticket.calendarVersion,
    };
    const { regulationVersion, calendarVersion } = policy;
    if (
      regulationVersion < previous.regulationVersion ||
      (regulationVersion === previous.regulationVersion && calendarVersion < previous.calendarVersion)
    ) {
      return refusal('adoption-goes-back', { ...previous });
    }
    const isNewRegulation = regulationVersion !== previous.regulationVersion;
    if (!isNewRegulation && calendarVersion === previous.calendarVersion) return undefined;
    if (policy.priority(ticket.priority) === undefined) {
      return refusal('unknown-priority', { priority: ticket.priority });
    }
    const ground = ticket.queueClass.outOfTurn ? ticket.queueClass.reason : undefined;
    recording.record('RegulationAdopted', {
      regulationVersion,
      calendarVersion,
      previous,
      reason,
      queueClass: policy.queueClassFor(ticket.priority, ground),
    });
    changeTargets(
      recording,
      { cause: isNewRegulation ? 'regulation' : 'calendar', reason, before, counts: () => 'from-start' },
      { at, now, policy },
    );
    return undefined;
  },
};
