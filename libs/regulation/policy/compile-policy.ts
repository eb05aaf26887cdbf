import { type CalendarDocument } from '#working-time';
import { type Regulation } from '../document/regulation.js';
import { type SlaTarget } from '../document/sla-target.js';
import { covers } from './applicability.js';
import { type Policy, type TicketTraits } from './policy.js';
import { outOfTurnRefusal, queueClassFor } from './queue-class.js';
import { missingFields } from './required-fields.js';
import { WorkingTimes } from './working-times.js';

const byCode = <T extends { readonly code: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((entry) => [entry.code, entry]));

/**
 * Makes a regulation answer over a calendar. Hours are compiled when they are first asked for.
 *
 * @param workingTimes shares compiled hours with other policies.
 * @throws RangeError when the calendar is not the one that the regulation names.
 */
export function compilePolicy(
  regulation: Regulation,
  calendar: CalendarDocument,
  workingTimes: WorkingTimes = new WorkingTimes(),
): Policy {
  if (calendar.id !== regulation.calendar)
    throw new RangeError(
      `regulation ${regulation.desk} names calendar ${regulation.calendar}, not ${calendar.id}`,
    );
  const targets = byCode(regulation.targets);
  const priorities = byCode(regulation.priorities);
  const tariffs = byCode(regulation.tariffs);
  const serviceKinds = byCode(regulation.serviceKinds);
  const exclusions = byCode(regulation.exclusions);
  const channels = byCode(regulation.channels);
  const reasons = byCode(regulation.closing.reasons);
  const chosen = new Map<string, readonly SlaTarget[]>();

  const scheduleNameFor: Policy['scheduleNameFor'] = (target, traits) => {
    if (target.schedule !== 'tariff') return target.schedule;
    const tariff = traits.tariff === undefined ? undefined : tariffs.get(traits.tariff);
    if (!tariff)
      throw new RangeError(`target ${target.code} runs on the tariff's schedule, the ticket has no tariff`);
    return tariff.schedule;
  };
  const workingTime: Policy['workingTime'] = (name) => {
    const schedule = regulation.schedules[name];
    if (!schedule) throw new RangeError(`regulation ${regulation.desk} has no schedule ${name}`);
    return workingTimes.get(schedule, calendar, regulation);
  };

  return {
    regulation,
    desk: regulation.desk,
    regulationVersion: regulation.version,
    calendar: calendar.id,
    calendarVersion: calendar.version,
    zone: regulation.zone,
    targetsFor(traits) {
      const key = traitsKey(traits);
      const known = chosen.get(key);
      if (known) return known;
      const fresh = firstOfEach(regulation.targets.filter((target) => covers(target.applies, traits)));
      // Codes outside the regulation come from requests: remembering them would let requests fill the memory.
      if (
        priorities.has(traits.priority) &&
        serviceKinds.has(traits.serviceKind) &&
        channels.has(traits.channel) &&
        (traits.tariff === undefined || tariffs.has(traits.tariff))
      )
        chosen.set(key, fresh);
      return fresh;
    },
    target: (code) => targets.get(code),
    scheduleNameFor,
    workingTime,
    scheduleFor: (target, traits) => workingTime(scheduleNameFor(target, traits)),
    queueClassFor: (priority, ground) => queueClassFor(regulation, priority, ground),
    outOfTurnRefusal: (priority, ground) => outOfTurnRefusal(regulation, priority, ground),
    priority: (code) => priorities.get(code),
    defaultPriority: defaultPriority(regulation),
    tariff: (code) => tariffs.get(code),
    serviceKind: (code) => serviceKinds.get(code),
    exclusion: (code) => exclusions.get(code),
    channel: (code) => channels.get(code),
    closingReason: (code) => reasons.get(code),
    silence: regulation.closing.silence,
    reopening: regulation.reopening,
    entitlementFor: (channel) =>
      regulation.entitlement.filter((check) => check.channels?.includes(channel) ?? true),
    missingFields: (request) => missingFields(regulation, request),
  };
}

const traitsKey = (t: TicketTraits): string =>
  JSON.stringify([t.priority, t.tariff ?? null, t.serviceKind, t.channel]);

/** The first of each metric and party, in the document's order. */
function firstOfEach(targets: readonly SlaTarget[]): readonly SlaTarget[] {
  const seen = new Set<string>();
  return targets.filter(({ metric, party }) => {
    const line = `${metric} ${party}`;
    return seen.has(line) ? false : seen.add(line);
  });
}

function defaultPriority({ priorities }: Regulation): string {
  const found = priorities.find((priority) => priority.default === true) ?? priorities[0];
  if (!found) throw new RangeError('a regulation has at least one priority');
  return found.code;
}
