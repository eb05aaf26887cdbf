import { z } from 'zod';
import { amount, choice, code, localized, origin } from './common.js';
import { applicability } from './sla-target.js';

/** A field that a request needs, and what its lack does. */
export const requiredField = z.strictObject({
  /** Name of the field; see `suppliedFields` for those that a ticket has columns for. */
  field: code,
  title: localized,
  /** Any of these supplies it as well (dumps or screenshots, better both). */
  orAnyOf: z.array(code).min(1).optional(),
  when: z.enum(['opening', 'booking', 'answering']),
  /** `block` refuses, `later` accepts and shows what is missing, `pause` accepts and stands the clocks until it arrives. */
  policy: z.enum(['block', 'later', 'pause']),
  applies: applicability,
  check: z.enum(['inn', 'email', 'phone', 'serial-number']).optional(),
  /** Kept in the customer's profile, and taken from there when the request lacks it (T01). */
  keptInProfile: z.boolean().optional(),
  ...origin,
});
export type RequiredField = z.output<typeof requiredField>;

/** Something that is shown at the intake for an equipment type or to everybody: manuals, articles, requirements. */
export const knowledgeArticle = z.strictObject({
  code,
  title: localized,
  topic: z.enum(['manual', 'monitoring', 'remote-access']),
  /** Absent: for every type. */
  equipmentType: code.optional(),
  url: z.string().min(1).optional(),
  ...origin,
});
export type KnowledgeArticle = z.output<typeof knowledgeArticle>;

/** Same request twice: one ticket, the others are recorded as its duplicates (T11). */
export const duplicatePolicy = z.strictObject({
  sameContentWithin: amount,
  across: z.array(z.enum(['addresses', 'channels'])).min(1),
  ...origin,
});

/** Which specialists a request goes to; the first rule that applies wins and is recorded (T17). */
export const routingRule = z.strictObject({
  team: code,
  title: localized,
  applies: applicability,
  ...origin,
});
export type RoutingRule = z.output<typeof routingRule>;

/** Directions (направления) with their telephones (P17). */
export const direction = z.strictObject({
  code,
  title: localized,
  telephone: z.string().min(1),
  ...origin,
});
export type Direction = z.output<typeof direction>;

/** Registration and lost credentials (P09, P13). */
export const accountPolicy = z.strictObject({
  registration: z.strictObject({ confirmedBy: z.enum(['emailed-link', 'staff']), ...origin }),
  recovery: z.array(choice).min(1),
  ...origin,
});
