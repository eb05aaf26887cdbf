import { sideOf } from '../../policy.js';
import { refusal } from '../../ticket.refusals.js';
import { changeTargets } from '../clocks/retarget-clocks.js';
import { requireCall } from './calls.js';
import { type OpenHandlers } from './handler.js';

/** Priority, place in the queue, and who works on it. */
export const placeHandlers: OpenHandlers<
  'ProposePriority' | 'Prioritize' | 'TakeOutOfTurn' | 'PutBackInTurn' | 'Assign' | 'TakeUp'
> = {
  ProposePriority: ({ priority, reason }, ticket, { recording, policy, context }) => {
    const rule = policy.priority(priority);
    if (rule === undefined) return refusal('unknown-priority', { priority });
    if (!rule.proposedBy.includes(sideOf(context.actor.role))) {
      return refusal('priority-not-yours-to-propose', { priority });
    }
    recording.record('PriorityProposed', {
      customer: ticket.customer,
      priority,
      ...(reason !== undefined && { reason }),
    });
    return undefined;
  },

  Prioritize: ({ priority, reason }, ticket, step) => {
    const { recording, policy, context } = step;
    const rule = policy.priority(priority);
    if (rule === undefined) return refusal('unknown-priority', { priority });
    if (!rule.setBy.includes(sideOf(context.actor.role))) {
      return refusal('priority-not-yours-to-set', { priority });
    }
    if (priority === ticket.priority) return undefined;
    const ground = ticket.queueClass.outOfTurn ? ticket.queueClass.reason : undefined;
    recording.record('Prioritized', {
      customer: ticket.customer,
      from: ticket.priority,
      to: priority,
      reason,
      queueClass: policy.queueClassFor(priority, ground),
    });
    changeTargets(
      recording,
      {
        cause: 'priority',
        reason: `${ticket.priority} → ${priority}`,
        before: policy,
        counts: (target) => target.onPriorityChange,
      },
      step,
    );
    requireCall(recording, context);
    return undefined;
  },

  TakeOutOfTurn: ({ ground }, ticket, { recording, policy }) => {
    const refused = policy.outOfTurnRefusal(ticket.priority, ground);
    if (refused) return refusal(refused, { ground, priority: ticket.priority });
    const { queueClass } = ticket;
    if (queueClass.outOfTurn && queueClass.reason === ground) return undefined;
    recording.record('QueueClassChanged', {
      customer: ticket.customer,
      from: queueClass,
      to: policy.queueClassFor(ticket.priority, ground),
    });
    return undefined;
  },

  PutBackInTurn: ({ reason }, ticket, { recording, policy }) => {
    if (!ticket.queueClass.outOfTurn) return refusal('not-out-of-turn');
    recording.record('QueueClassChanged', {
      customer: ticket.customer,
      from: ticket.queueClass,
      to: policy.queueClassFor(ticket.priority),
      reason,
    });
    return undefined;
  },

  Assign: ({ assignee, team, reason }, ticket, { recording }) => {
    if (assignee === ticket.assignee && (team === undefined || team === ticket.team)) return undefined;
    recording.record('Assigned', {
      customer: ticket.customer,
      assignee,
      ...(team !== undefined && { team }),
      ...(reason !== undefined && { reason }),
    });
    return undefined;
  },

  TakeUp: ({ assignee }, ticket, { recording }) => {
    if (assignee !== ticket.takenUpBy) recording.record('TakenUp', { assignee });
    return undefined;
  },
};
