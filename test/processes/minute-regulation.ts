import { sampleRegulations } from '#regulation';

/** A later version of a sample's regulation, by which a ticket that nobody takes up is late after a minute of any day. */
export function minuteRegulation(desk: string, version: number, today: string): object {
  const sample = sampleRegulations().find((regulation) => regulation.desk === desk);
  if (sample === undefined) throw new Error(`no sample for ${desk}`);
  const targets = sample.targets.map((target) => {
    if (target.metric !== 'reaction') return target;
    const { warnBefore: _, dayEnds: __, receiptRollsForward: ___, expected: ____, ...rest } = target;
    return { ...rest, schedule: 'always', limit: { value: 1, unit: 'calendar-minutes' } };
  });
  return { ...sample, version, effectiveFrom: today, targets };
}
