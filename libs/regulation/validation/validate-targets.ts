import { type Regulation } from '../document/regulation.js';
import { type SlaTarget, type Trigger } from '../document/sla-target.js';
import { type Problem, problem } from './problem.js';
import { compareAmounts, inDays } from './terms.js';

/** Figures that contradict each other within a target, and triggers that can't happen. */
export function validateTargets(r: Regulation): Problem[] {
  return r.targets.flatMap((target, i) => [
    ...figures(target, i),
    ...(['startedBy', 'metBy'] as const).flatMap((side) =>
      target[side].flatMap((trigger, j) => triggers(r, trigger, ['targets', i, side, j])),
    ),
  ]);
}

function figures(target: SlaTarget, i: number): Problem[] {
  const found: Problem[] = [];
  const path = ['targets', i];
  const params = { target: target.code };
  if (target.expected) {
    const order = compareAmounts(target.expected, target.limit);
    if (order === undefined) found.push(problem('unit-not-comparable', [...path, 'expected'], params));
    else if (order > 0) found.push(problem('expected-beyond-limit', [...path, 'expected'], params));
  }
  if (target.warnBefore && (compareAmounts(target.warnBefore, target.limit) ?? -1) >= 0)
    found.push(problem('warning-not-before-limit', [...path, 'warnBefore'], params));
  if (inDays(target.limit)) {
    if (target.dayEnds === undefined) found.push(problem('day-end-missing', path, params));
  } else if (target.dayEnds !== undefined || target.receiptRollsForward !== undefined)
    found.push(problem('day-fields-without-days', path, params));
  if (target.pausedWhile.includes(target.party))
    found.push(problem('clock-pauses-itself', [...path, 'pausedWhile'], { ...params, party: target.party }));
  return found;
}

function triggers(r: Regulation, trigger: Trigger, path: (string | number)[]): Problem[] {
  const found: Problem[] = [];
  const { event } = trigger;
  const never =
    ((event === 'EscalatedToDevelopers' || event === 'DevelopersAnswered') && !r.escalation?.developers) ||
    ((event === 'ForwardedToManufacturer' || event === 'ManufacturerAnswered') && !r.forwarding) ||
    (event === 'Reopened' && r.reopening.within === undefined) ||
    (event === 'CallLogged' && !r.calls);
  if (never) found.push(problem('trigger-never-happens', path, { event }));
  if (trigger.visibility !== undefined && event !== 'NoteAdded')
    found.push(problem('trigger-narrowing-never-applies', [...path, 'visibility'], { event }));
  if (trigger.solution !== undefined && event !== 'Answered')
    found.push(problem('trigger-narrowing-never-applies', [...path, 'solution'], { event }));
  return found;
}
