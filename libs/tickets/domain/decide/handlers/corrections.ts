import { isBreached } from '../../state/clock.state.js';
import { type ClosedTicketState, type ExistingTicket } from '../../state/ticket.state.js';
import { refusal, type TicketRefusal } from '../../ticket.refusals.js';
import { clockOf } from '../clocks/clock-terms.js';
import { reinstateClosedClocks } from '../clocks/reopen-clocks.js';
import { type Step } from '../moment.js';
import { type CommandOf } from './handler.js';

/** Mistakes are corrected by an event that says so. */
export const correctionHandlers = {
  CorrectCustomer: (
    { to, organisation, reason }: CommandOf<'CorrectCustomer'>,
    ticket: ExistingTicket,
    { recording }: Step,
  ): TicketRefusal | undefined => {
    if (to === ticket.customer) return refusal('same-customer');
    recording.record('CustomerCorrected', {
      from: ticket.customer,
      to,
      ...(organisation !== undefined && { organisation }),
      reason,
    });
    return undefined;
  },

  AnnulBreach: (
    { clock: id, reason }: CommandOf<'AnnulBreach'>,
    ticket: ExistingTicket,
    { recording }: Step,
  ): TicketRefusal | undefined => {
    const clock = clockOf(ticket.clocks, id);
    if (clock === undefined) return refusal('unknown-clock', { clock: id });
    if (!isBreached(clock)) return refusal('clock-not-breached', { clock: id });
    recording.record('SlaBreachAnnulled', {
      clock: id,
      target: clock.target,
      breachedAt: clock.breach.at,
      ground: 'decision',
      customer: ticket.customer,
      reason,
    });
    return undefined;
  },
};

/** The close never counted: what it ended goes on, and the time since counts (else a wrong close would buy time). */
export function correctClose(
  { reason }: CommandOf<'CorrectClose'>,
  ticket: ClosedTicketState,
  step: Step,
): TicketRefusal | undefined {
  const { recording, policy } = step;
  const ended = ticket.clocks.filter(({ endedByClose }) => endedByClose);
  const ground = ticket.queueClass.outOfTurn ? ticket.queueClass.reason : undefined;
  recording.record('CloseCorrected', {
    customer: ticket.customer,
    reason,
    queueClass: policy.queueClassFor(ticket.priority, ground),
  });
  const { metEstimate } = ticket.closing;
  if (metEstimate !== undefined) recording.record('EstimateReinstated', { ...metEstimate });
  reinstateClosedClocks(recording, ended, step);
  return undefined;
}
