import { covers, possibleTraits, tariffRequired } from '../policy/applicability.js';
import { type Regulation } from '../document/regulation.js';
import { type Problem, problem } from './problem.js';

/** Which ticket meets which target: targets that none meets, and priorities or tariffs that a metric leaves out. */
export function validateCoverage(r: Regulation): Problem[] {
  const lines = [...new Set(r.targets.map((t) => `${t.metric} ${t.party}`))];
  const targets = lines.map((line) => r.targets.filter((t) => `${t.metric} ${t.party}` === line));
  const running = new Set<string>();
  const priorities = new Set<string>();
  const tariffs = new Set<string>();
  const possible = { priorities: new Set<string>(), tariffs: new Set<string>() };
  for (const traits of possibleTraits(r)) {
    possible.priorities.add(traits.priority);
    if (traits.tariff !== undefined) possible.tariffs.add(traits.tariff);
    for (const [i, candidates] of targets.entries()) {
      const first = candidates.find((target) => covers(target.applies, traits));
      if (!first) continue;
      running.add(first.code);
      priorities.add(`${i} ${traits.priority}`);
      if (traits.tariff !== undefined) tariffs.add(`${i} ${traits.tariff}`);
    }
  }
  const found = r.targets.flatMap((target, i) =>
    running.has(target.code)
      ? []
      : [problem('target-never-applies', ['targets', i], { target: target.code })],
  );
  for (const [i, line] of lines.entries()) {
    const [metric = '', party = ''] = line.split(' ');
    for (const [j, { code }] of r.priorities.entries())
      if (possible.priorities.has(code) && !priorities.has(`${i} ${code}`))
        found.push(
          problem('target-missing-for-priority', ['priorities', j], { priority: code, metric, party }),
        );
    for (const [j, { code }] of r.tariffs.entries())
      if (possible.tariffs.has(code) && !tariffs.has(`${i} ${code}`))
        found.push(problem('target-missing-for-tariff', ['tariffs', j], { tariff: code, metric, party }));
  }
  for (const [j, { code }] of r.tariffs.entries())
    if (!possible.tariffs.has(code))
      found.push(problem('tariff-never-usable', ['tariffs', j], { tariff: code }));
  return [...found, ...tariffSchedules(r)];
}

/** A target on the tariff's schedule has no schedule for a ticket without a tariff. */
function tariffSchedules(r: Regulation): Problem[] {
  if (r.tariffs.length > 0 && tariffRequired(r)) return [];
  return r.targets.flatMap((target, i) =>
    target.schedule === 'tariff' && target.applies.tariffs === undefined
      ? [problem('tariff-missing-for-schedule', ['targets', i, 'schedule'], { target: target.code })]
      : [],
  );
}
