import { covers, possibleTraits } from '../policy/applicability.js';
import { type Regulation } from '../document/regulation.js';
import { type Problem, problem } from './problem.js';
import { compareAmounts, needsSchedule } from './terms.js';

/** Priorities, queue, closing, reopening, required fields and the parts that one rule needs of another. */
export function validatePolicies(r: Regulation): Problem[] {
  return [
    ...priorities(r),
    ...queue(r),
    ...closing(r),
    ...reopening(r),
    ...requiredFields(r),
    ...missingParts(r),
    ...limits(r),
  ];
}

function priorities(r: Regulation): Problem[] {
  const ranks = r.priorities.map(({ rank }) => rank);
  const found = r.priorities.flatMap(({ rank }, i) =>
    ranks.indexOf(rank) === i ? [] : [problem('rank-repeated', ['priorities', i, 'rank'], { rank })],
  );
  const defaults = r.priorities.filter((priority) => priority.default === true).length;
  if (defaults !== 1) found.push(problem('default-priority-not-one', ['priorities'], { defaults }));
  return found;
}

function queue({ queue: { order, outOfTurn } }: Regulation): Problem[] {
  const found: Problem[] = [];
  const at = order.indexOf('out-of-turn');
  const arrival = order.indexOf('arrival');
  // Rows are ordered out-of-turn, rank, arrival: another sequence would be promised and not kept.
  if (at > 0 || (arrival >= 0 && arrival !== order.length - 1) || new Set(order).size !== order.length)
    found.push(problem('queue-order-contradicts', ['queue', 'order'], { order: order.join(', ') }));
  if (at >= 0 !== (outOfTurn !== undefined && outOfTurn.priorities.length > 0))
    found.push(problem('out-of-turn-incomplete', ['queue']));
  return found;
}

function closing({ closing: { silence, reasons } }: Regulation): Problem[] {
  if (!silence) return [];
  const found: Problem[] = [];
  const path = ['closing', 'silence'];
  const order = compareAmounts(silence.noticeBefore, silence.after);
  if (order === undefined) found.push(problem('unit-not-comparable', [...path, 'noticeBefore']));
  else if (order >= 0) found.push(problem('notice-not-before-closing', [...path, 'noticeBefore']));
  const reason = reasons.find(({ code }) => code === silence.reason);
  if (reason?.by && !reason.by.includes('system'))
    found.push(problem('closing-reason-not-for-system', [...path, 'reason'], { reason: reason.code }));
  return found;
}

function reopening({ reopening: { within, schedule } }: Regulation): Problem[] {
  if (within && needsSchedule(within) && schedule === undefined)
    return [problem('reopen-window-without-schedule', ['reopening'])];
  if (schedule !== undefined && !(within && needsSchedule(within)))
    return [problem('reopen-schedule-without-window', ['reopening', 'schedule'])];
  return [];
}

function requiredFields(r: Regulation): Problem[] {
  const all = [...possibleTraits(r)];
  return r.requiredFields.flatMap((field, i) => {
    const rival = r.requiredFields
      .slice(0, i)
      .find(
        (earlier) =>
          earlier.field === field.field &&
          earlier.when === field.when &&
          all.some((traits) => covers(earlier.applies, traits) && covers(field.applies, traits)),
      );
    return rival ? [problem('required-field-ambiguous', ['requiredFields', i], { field: field.field })] : [];
  });
}

function missingParts(r: Regulation): Problem[] {
  const found: Problem[] = [];
  const need = (part: keyof Regulation, path: (string | number)[]) => {
    if (r[part] === undefined) found.push(problem('policy-section-missing', path, { part }));
  };
  r.serviceKinds.forEach((kind, i) => {
    if (kind.needsVisit) need('visits', ['serviceKinds', i, 'needsVisit']);
    if (kind.nature === 'wish') need('wishes', ['serviceKinds', i, 'nature']);
  });
  r.requiredFields.forEach((field, i) => {
    if (field.when === 'booking') need('visits', ['requiredFields', i, 'when']);
  });
  r.priorities.forEach((priority, i) => {
    if (priority.callDuty) need('calls', ['priorities', i, 'callDuty']);
  });
  if (r.queue.displacement && r.queue.displacement.notifies !== 'booked-visits')
    need('estimates', ['queue', 'displacement']);
  if (r.queue.displacement && r.queue.displacement.notifies !== 'estimates')
    need('visits', ['queue', 'displacement']);
  if (r.entitlement.some(({ check }) => check === 'tariff-package') && r.tariffs.length === 0)
    found.push(problem('policy-section-missing', ['entitlement'], { part: 'tariffs' }));
  return found;
}

function limits(r: Regulation): Problem[] {
  const found: Problem[] = [];
  const mean = r.estimates?.usualMean;
  if (mean) {
    const order = compareAmounts(mean.from, mean.to);
    if (order === undefined) found.push(problem('unit-not-comparable', ['estimates', 'usualMean', 'from']));
    else if (order > 0) found.push(problem('mean-reversed', ['estimates', 'usualMean']));
  }
  for (const [i, statute] of r.statutoryLimits.entries()) {
    const terms =
      statute.subject === 'claim'
        ? [r.claims?.term]
        : r.targets.filter(({ metric }) => metric === 'resolution').map(({ limit }) => limit);
    if (terms.some((term) => term && (compareAmounts(term, statute.limit) ?? 0) > 0))
      found.push(problem('beyond-statutory-limit', ['statutoryLimits', i], { law: statute.law }));
  }
  return found;
}
