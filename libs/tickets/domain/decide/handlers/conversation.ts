import { promiseOf } from '#sla';
import { type TicketPolicy } from '../../policy.js';
import { instant, ms } from '../../instant.js';
import { type TicketEventOf } from '../../ticket.events.js';
import { type OpenTicketState } from '../../state/ticket.state.js';
import { refusal, type TicketRefusal } from '../../ticket.refusals.js';
import { judgeEstimate } from '../estimates.js';
import { type Moment } from '../moment.js';
import { type OpenHandlers } from './handler.js';

/** What passes between the customer and the first line. */
export const conversationHandlers: OpenHandlers<
  'Answer' | 'RequestInformation' | 'Reply' | 'InformCustomer'
> = {
  Answer: ({ text, channel, solution }, ticket, step) => {
    const refused = channelRefusal(channel, step.policy);
    if (refused) return refused;
    const silence = solution ? silenceFrom(step) : undefined;
    step.recording.record('Answered', {
      customer: ticket.customer,
      text,
      channel,
      solution,
      ...(silence && { silence }),
    });
    if (solution) judgeEstimate(step.recording, step.at);
    return undefined;
  },

  RequestInformation: ({ text, items = [] }, ticket, { recording }) => {
    recording.record('InformationRequested', {
      customer: ticket.customer,
      text,
      items: [...items],
      round: ticket.rounds.information + 1,
    });
    return undefined;
  },

  Reply: ({ text, channel, supplies = [] }, ticket, { recording, policy }) => {
    const refused = channelRefusal(channel, policy);
    if (refused) return refused;
    const supplied = withAlternatives(supplies, ticket, policy);
    recording.record('CustomerReplied', {
      customer: ticket.customer,
      text,
      channel,
      supplies: supplied,
      completes: ticket.outstanding.every((item) => supplied.includes(item)),
    });
    return undefined;
  },

  InformCustomer: ({ text, channel, nextUpdateBy }, ticket, step) => {
    const refused = channelRefusal(channel, step.policy);
    if (refused) return refused;
    if (nextUpdateBy !== undefined && nextUpdateBy <= step.now) {
      return refusal('promise-in-the-past', { promised: nextUpdateBy });
    }
    step.recording.record('CustomerInformed', {
      customer: ticket.customer,
      text,
      channel,
      ...(nextUpdateBy !== undefined && { nextUpdateBy }),
    });
    return undefined;
  },
};

function channelRefusal(channel: string, policy: TicketPolicy): TicketRefusal | undefined {
  return policy.channel(channel) === undefined ? refusal('unknown-channel', { channel }) : undefined;
}

/** From a solution on silence closes the ticket, with a notice before (T13). */
function silenceFrom({ at, now, policy }: Moment): TicketEventOf<'Answered'>['data']['silence'] {
  if (policy.silence === undefined) return undefined;
  const { after, noticeBefore, schedule, reason } = policy.silence;
  const { dueAt, warnAt } = promiseOf(
    { startsAt: ms(at), rule: { amount: after }, warnBefore: noticeBefore },
    [],
    policy.workingTime(schedule),
    { now: ms(now) },
  );
  return { noticeAt: instant(warnAt ?? ms(now)), closesAt: instant(dueAt), reason };
}

/** A field that may be supplied by another one (dumps or screenshots, T06) is supplied with it. */
function withAlternatives(
  supplies: readonly string[],
  ticket: OpenTicketState,
  { regulation }: TicketPolicy,
): string[] {
  const also = regulation.requiredFields
    .filter(
      ({ field, orAnyOf }) =>
        ticket.missing.includes(field) && orAnyOf?.some((one) => supplies.includes(one)),
    )
    .map(({ field }) => field);
  return [...new Set([...supplies, ...also])];
}
