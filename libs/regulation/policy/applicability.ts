import { type Applicability } from '../document/sla-target.js';
import { type Regulation } from '../document/regulation.js';
import { type TicketTraits } from './policy.js';

const allows = (list: readonly string[] | undefined, value: string | undefined): boolean =>
  list === undefined || (value !== undefined && list.includes(value));

/** Whether a rule covers such a ticket: an absent list means "all", a list of tariffs never covers a ticket without one. */
export function covers(rule: Applicability, traits: TicketTraits): boolean {
  return (
    allows(rule.priorities, traits.priority) &&
    allows(rule.tariffs, traits.tariff) &&
    allows(rule.serviceKinds, traits.serviceKind) &&
    allows(rule.channels, traits.channel)
  );
}

/** Whether nobody is served on any channel without a tariff package. */
export const tariffRequired = (regulation: Regulation): boolean =>
  regulation.entitlement.some(
    (check) =>
      check.check === 'tariff-package' && check.channels === undefined && check.otherwise === 'refuse',
  );

/** Every kind of ticket that the regulation lets come about. */
export function* possibleTraits(regulation: Regulation): Generator<TicketTraits> {
  const tariffs = tariffRequired(regulation) ? regulation.tariffs : [...regulation.tariffs, undefined];
  for (const tariff of tariffs)
    for (const channel of regulation.channels) {
      if (!channel.opensTickets || !allows(channel.tariffs, tariff?.code)) continue;
      for (const kind of regulation.serviceKinds) {
        if (!allows(tariff?.serviceKinds, kind.code)) continue;
        for (const priority of regulation.priorities)
          yield {
            priority: priority.code,
            tariff: tariff?.code,
            serviceKind: kind.code,
            channel: channel.code,
          };
      }
    }
}
