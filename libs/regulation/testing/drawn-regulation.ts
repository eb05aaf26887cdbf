import fc from 'fast-check';
import { type Amount } from '../document/common.js';
import { type Regulation } from '../document/regulation.js';
import { type Schedule } from '../document/schedule.js';
import { sampleRegulations } from '../samples/index.js';

/** Moves one field of a donor into a desk, with what the desk's own codes need of it. The name says which behaviour moves. */
export const transplants = {
  hours(desk: Regulation, donor: Regulation, pick: number): void {
    const hours = Object.values(donor.schedules);
    for (const name of Object.keys(desk.schedules))
      desk.schedules[name] = structuredClone(hours[pick % hours.length] as Schedule);
  },
  queue(desk: Regulation, donor: Regulation): void {
    desk.queue = structuredClone(donor.queue);
    delete desk.queue.displacement;
    if (desk.queue.outOfTurn) desk.queue.outOfTurn.priorities = [desk.priorities[0]!.code];
  },
  silence(desk: Regulation, donor: Regulation): void {
    delete desk.closing.silence;
    const silence = donor.closing.silence;
    if (!silence) return;
    const reason = { ru: 'Молчание', en: 'Silence' };
    desk.closing.reasons = desk.closing.reasons.filter(({ code }) => code !== silence.reason);
    desk.closing.reasons.push({ code: silence.reason, title: reason, by: ['system'] });
    desk.closing.silence = { ...structuredClone(silence), schedule: Object.keys(desk.schedules)[0]! };
  },
  requiredFields(desk: Regulation, donor: Regulation): void {
    desk.requiredFields = donor.requiredFields
      .filter(({ when }) => when === 'opening')
      .map((field) => ({ ...structuredClone(field), applies: {} }))
      .filter((field, i, all) => all.findIndex((other) => other.field === field.field) === i);
  },
  /** The figures of the donor's targets, as many as it has, over and over. */
  limits(desk: Regulation, donor: Regulation, pick: number): void {
    desk.targets.forEach((target, i) => {
      const { limit, dayEnds, receiptRollsForward } = donor.targets[(i + pick) % donor.targets.length]!;
      delete target.expected;
      delete target.warnBefore;
      delete target.dayEnds;
      delete target.receiptRollsForward;
      Object.assign(target, {
        limit: { ...limit } satisfies Amount,
        ...(dayEnds && { dayEnds }),
        ...(receiptRollsForward !== undefined && { receiptRollsForward }),
      });
    });
  },
} as const;
export type Transplant = keyof typeof transplants;

/** The five published regulations: every one with a text behind it. */
export const publishedDesks = (): Regulation[] =>
  sampleRegulations().filter(({ source }) => source.endsWith('.txt'));

/** A desk that does not exist: one of the five, with fields drawn from the others, under a name of its own. */
export const drawnRegulation = (): fc.Arbitrary<Regulation> => {
  const desks = publishedDesks().length;
  const draw = fc.record({ donor: fc.nat(desks - 1), pick: fc.nat(9) });
  return fc
    .record({
      base: fc.nat(desks - 1),
      name: fc.stringMatching(/^desk-[a-z0-9]{1,12}$/),
      zone: fc.constantFrom('Europe/Kaliningrad', 'Europe/Moscow', 'Asia/Yekaterinburg', 'Asia/Vladivostok'),
      draws: fc.record({
        hours: draw,
        queue: draw,
        silence: draw,
        requiredFields: draw,
        limits: draw,
      } satisfies Record<Transplant, typeof draw>),
    })
    .map(({ base, name, zone, draws }) => {
      const all = publishedDesks();
      const desk = { ...all[base]!, desk: name, zone };
      for (const field of Object.keys(transplants) as Transplant[])
        transplants[field](desk, all[draws[field].donor]!, draws[field].pick);
      return desk;
    });
};
