import { type Localized, suppliedFields } from '#regulation';
import { type RuledContext, type TicketPolicy, sideOf } from '../../policy.js';
import { type OpenTicket } from '../../ticket.commands.js';
import { refusal, type TicketRefusal } from '../../ticket.refusals.js';
import { type Recording } from '../recording.js';
import { requireCall } from './calls.js';

/** Opens a ticket under the regulation in force: what it lacks is named, what the regulation excludes is refused under its clause. */
export function openTicket(
  command: OpenTicket,
  recording: Recording,
  context: RuledContext,
): TicketRefusal | undefined {
  const { policy } = context;
  const side = sideOf(context.actor.role);
  const refused = channelRefusal(command, policy) ?? coverageRefusal(command, policy);
  if (refused) return refused;
  const priority = command.priority ?? policy.defaultPriority;
  const rule = policy.priority(priority);
  if (rule === undefined) return refusal('unknown-priority', { priority });
  if (command.priority !== undefined && side === 'customer' && !rule.proposedBy.includes(side)) {
    return refusal('priority-not-yours-to-propose', { priority });
  }
  const traits = {
    priority,
    tariff: command.tariff,
    serviceKind: command.serviceKind,
    channel: command.channel,
  };
  if (
    command.tariff === undefined &&
    policy.targetsFor(traits).some(({ schedule }) => schedule === 'tariff')
  ) {
    const check = policy.regulation.entitlement.find((one) => one.check === 'tariff-package');
    return refusal('tariff-needed', turnTo(check));
  }
  const missing = policy.missingFields({ ...traits, when: 'opening', supplied: suppliedFields(command) });
  const blocking = missing.filter((field) => field.policy === 'block').map(({ field }) => field);
  if (blocking.length > 0) return refusal('required-fields-missing', { fields: blocking.join(', ') });
  const pausing = missing.filter((field) => field.policy === 'pause').map(({ field }) => field);

  const { type: _, supplies: __, ...request } = command;
  recording.record('Opened', {
    ...request,
    priority,
    queueClass: policy.queueClassFor(priority),
    missing: missing.map(({ field }) => field),
    ...(pausing.length > 0 && { pausing }),
    awaitsCustomer: pausing.length > 0,
    receivedAt: context.occurredAt,
    regulationVersion: policy.regulationVersion,
    calendarVersion: policy.calendarVersion,
  });
  if (command.priority !== undefined && side === 'customer') {
    recording.record('PriorityProposed', { customer: command.customer, priority });
  }
  requireCall(recording, context);
  return undefined;
}

function channelRefusal({ channel }: OpenTicket, policy: TicketPolicy): TicketRefusal | undefined {
  const rule = policy.channel(channel);
  if (rule === undefined) return refusal('unknown-channel', { channel });
  return rule.opensTickets ? undefined : refusal('channel-opens-no-tickets', { channel });
}

/** Where the refused customer may turn instead, as the regulation says it in either language. */
function turnTo(rule: { readonly turnTo?: Localized | undefined } | undefined) {
  return { 'turnTo.ru': rule?.turnTo?.ru ?? '', 'turnTo.en': rule?.turnTo?.en ?? '' };
}

function coverageRefusal(
  { serviceKind, tariff }: OpenTicket,
  policy: TicketPolicy,
): TicketRefusal | undefined {
  const excluded = policy.exclusion(serviceKind);
  if (excluded) {
    const { clause, catalogue } = excluded;
    return refusal('service-excluded', {
      serviceKind,
      clause,
      ...(catalogue !== undefined && { catalogue }),
      ...turnTo(excluded),
    });
  }
  if (policy.serviceKind(serviceKind) === undefined) return refusal('unknown-service-kind', { serviceKind });
  if (tariff === undefined) return undefined;
  const rule = policy.tariff(tariff);
  if (rule === undefined) return refusal('unknown-tariff', { tariff });
  const isCovered = rule.serviceKinds?.includes(serviceKind) ?? true;
  return isCovered ? undefined : refusal('tariff-does-not-cover', { tariff, serviceKind });
}
