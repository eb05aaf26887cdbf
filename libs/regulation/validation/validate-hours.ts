import { type Regulation } from '../document/regulation.js';
import { type Problem, problem } from './problem.js';
import { breaksOf, hoursOf, isWithin, openSpans, overlap } from './week.js';

/** Hours that no day can have, and channels where people answer while nothing is taken down. */
export function validateHours(r: Regulation): Problem[] {
  const found: Problem[] = [];
  for (const [name, schedule] of Object.entries(r.schedules)) {
    if ('always' in schedule) continue;
    for (const [i, entry] of schedule.weekly.entries()) {
      const path = ['schedules', name, 'weekly', i];
      const [opens, closes] = hoursOf(entry);
      if (openSpans(entry).length === 0)
        found.push(problem('hours-empty', path, { from: entry.from, to: entry.to }));
      for (const [j, [from, to]] of breaksOf(entry).entries())
        if (from < opens || to > closes || from >= to)
          found.push(problem('break-outside-hours', [...path, 'breaks', j]));
      if (schedule.weekly.slice(0, i).some((earlier) => overlap(earlier, entry)))
        found.push(problem('hours-overlap', path));
    }
  }
  for (const [i, channel] of r.channels.entries()) {
    const intake = r.schedules[channel.intake];
    const service = channel.service === undefined ? undefined : r.schedules[channel.service];
    if (intake && service && !isWithin(service, intake))
      found.push(
        problem('intake-does-not-cover-service', ['channels', i, 'intake'], {
          intake: channel.intake,
          service: channel.service ?? '',
        }),
      );
  }
  if (!r.channels.some((channel) => channel.opensTickets))
    found.push(problem('no-channel-opens-tickets', ['channels']));
  return found;
}
