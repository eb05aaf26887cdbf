import { dueOf } from '#sla';
import { instant, ms } from '../../instant.js';
import { sideOf } from '../../policy.js';
import { type ClosedTicketState } from '../../state/ticket.state.js';
import { refusal, type TicketRefusal } from '../../ticket.refusals.js';
import { reopenClocks } from '../clocks/reopen-clocks.js';
import { judgeEstimate } from '../estimates.js';
import { type Moment, type Step } from '../moment.js';
import { type CommandOf, type OpenHandlers } from './handler.js';

export const DUPLICATE = 'duplicate';

export const endingHandlers: OpenHandlers<'Close' | 'MarkAsDuplicate'> = {
  Close: ({ reason }, _ticket, { recording, policy, context, at }) => {
    const side = sideOf(context.actor.role);
    if (side !== 'system' && !policy.regulation.closing.by.includes(side))
      return refusal('closing-not-yours');
    const rule = policy.closingReason(reason);
    if (rule === undefined) return refusal('unknown-closing-reason', { reason });
    if (rule.by && !rule.by.includes(side)) return refusal('closing-reason-not-yours', { reason });
    recording.record('Closed', {
      reason,
      by: side,
      withoutResponsibility: rule.withoutResponsibility ?? false,
      at,
    });
    judgeEstimate(recording, at);
    return undefined;
  },

  MarkAsDuplicate: ({ of, ofNumber }, ticket, { recording, context, at }) => {
    if (ofNumber === ticket.number) return refusal('duplicate-of-itself');
    recording.record('MarkedAsDuplicate', { of, ofNumber });
    const by = sideOf(context.actor.role);
    recording.record('Closed', { reason: DUPLICATE, by, withoutResponsibility: false, at });
    return undefined;
  },
};

export function reopen(
  { reason }: CommandOf<'Reopen'>,
  ticket: ClosedTicketState,
  step: Step,
): TicketRefusal | undefined {
  const { recording, policy, context, at } = step;
  if (ticket.duplicateOf !== undefined) return refusal('duplicate-not-reopened');
  const until = reopenableUntil(ticket, step);
  if (until === undefined) return refusal('reopening-not-offered');
  if (at > until) return refusal('reopening-too-late', { until });
  recording.record('Reopened', {
    customer: ticket.customer,
    by: sideOf(context.actor.role),
    reason,
    at,
    cycle: ticket.cycle + 1,
    queueClass: policy.queueClassFor(ticket.priority),
  });
  reopenClocks(recording, step);
  return undefined;
}

/** The same problem again within this time reopens; later it is a new ticket (T10). */
function reopenableUntil({ closing }: ClosedTicketState, { policy }: Moment): string | undefined {
  const { within, schedule } = policy.reopening;
  if (within === undefined) return undefined;
  const name = schedule ?? Object.keys(policy.regulation.schedules)[0] ?? '';
  const terms = { startsAt: ms(closing.at), rule: { amount: within } };
  const due = dueOf(terms, [], policy.workingTime(name));
  return due.state === 'running' ? instant(due.dueAt) : undefined;
}
