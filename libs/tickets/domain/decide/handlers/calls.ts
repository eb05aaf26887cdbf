import { instant, ms } from '../../instant.js';
import { type RuledContext } from '../../policy.js';
import { refusal } from '../../ticket.refusals.js';
import { type Recording } from '../recording.js';
import { type OpenHandlers } from './handler.js';

/** A priority may oblige the customer to inform by phone as well (P07): by which line, and until when. */
export function requireCall(
  recording: Recording,
  { policy, now }: Pick<RuledContext, 'policy' | 'now'>,
): void {
  const { ticket } = recording;
  const duty = policy.priority(ticket.priority)?.callDuty;
  if (duty === undefined || ticket.awaitsCall) return;
  const schedule = policy.regulation.calls?.lines.find(({ code }) => code === duty.line)?.schedule;
  const opensAt = schedule === undefined ? ms(now) : policy.workingTime(schedule).nextOpening(ms(now));
  const isOpen = opensAt === ms(now);
  const offHours =
    isOpen || !duty.offHours?.tariffs.includes(ticket.tariff ?? '') ? undefined : duty.offHours;
  const dueAtOnce = isOpen || offHours !== undefined || duty.otherwiseDue === 'at-once';
  recording.record('CallRequired', {
    priority: ticket.priority,
    line: offHours?.line ?? duty.line,
    dueAt: dueAtOnce ? now : instant(opensAt),
  });
}

export const callHandlers: OpenHandlers<'LogCall'> = {
  LogCall: ({ call, channel, declined }, ticket, { recording, context, policy }) => {
    if (policy.channel(channel) === undefined) return refusal('unknown-channel', { channel });
    const counts = !declined || (policy.priority(ticket.priority)?.callDuty?.declinedCallCounts ?? false);
    recording.record('CallLogged', {
      ...(call !== undefined && { call }),
      channel,
      at: context.occurredAt,
      declined,
      fulfils: ticket.awaitsCall && counts,
    });
    return undefined;
  },
};
