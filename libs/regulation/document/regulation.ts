import { z } from 'zod';
import { callPolicy, claimPolicy, visitPolicy } from './cases.js';
import { channel } from './channel.js';
import { closingPolicy, reopeningPolicy } from './closing.js';
import {
  catalogue,
  deliveryWay,
  escalationPolicy,
  forwardingPolicy,
  priceList,
  remoteAccessPolicy,
  wishPolicy,
} from './collaboration.js';
import { code, localized } from './common.js';
import { brands, entitlementCheck, exclusion, section, serviceKind, tariff } from './coverage.js';
import { agreedTerms, estimatePolicy, statutoryLimit } from './estimates.js';
import {
  accountPolicy,
  direction,
  duplicatePolicy,
  knowledgeArticle,
  requiredField,
  routingRule,
} from './intake.js';
import { priority } from './priority.js';
import { queuePolicy } from './queue.js';
import { schedule } from './schedule.js';
import { slaTarget } from './sla-target.js';

/** Plain root fields that may be assumed; `pausedWhile` stands for the pauses of all targets (A03). */
const assumable = z.enum(['zone', 'effectiveFrom', 'calendar', 'beyondCalendar', 'pausedWhile']);

/**
 * The whole regulation of one desk in one version. Everything that differs between desks stands here; the engine knows no
 * desk. Unknown fields are refused, so that a misspelt rule can't be lost in silence.
 * The lists that together span the kinds of tickets are bounded, since the validator walks their whole product.
 */
export const regulation = z.strictObject({
  desk: code,
  version: z.int().positive(),
  title: localized,
  /** The published text that the document was written from. */
  source: z.string().min(1),
  /** In force from the start of this local date of `zone`. */
  effectiveFrom: z.iso.date(),
  /** IANA time zone. */
  zone: z.string().min(1),
  /** Id of the production calendar. */
  calendar: code,
  /** A term beyond the calendar's years: refused, or promised on a draft calendar and marked as provisional. */
  beyondCalendar: z.enum(['refuse', 'draft']),
  assumed: z.array(assumable).min(1).optional(),

  schedules: z.record(code, schedule),
  channels: z.array(channel).min(1).max(24),
  deliveryWays: z.array(deliveryWay).optional(),

  tariffs: z.array(tariff).max(12),
  entitlement: z.array(entitlementCheck),
  brands: brands.optional(),
  serviceKinds: z.array(serviceKind).min(1).max(60),
  exclusions: z.array(exclusion),
  sections: z.array(section),

  priorities: z.array(priority).min(1).max(12),
  targets: z.array(slaTarget).max(100),
  queue: queuePolicy,
  closing: closingPolicy,
  reopening: reopeningPolicy,

  requiredFields: z.array(requiredField),
  duplicates: duplicatePolicy.optional(),
  routing: z.array(routingRule).optional(),
  directions: z.array(direction).optional(),
  knowledge: z.array(knowledgeArticle).optional(),
  account: accountPolicy.optional(),

  estimates: estimatePolicy.optional(),
  agreedTerms: agreedTerms.optional(),
  statutoryLimits: z.array(statutoryLimit),

  escalation: escalationPolicy.optional(),
  forwarding: forwardingPolicy.optional(),
  remoteAccess: remoteAccessPolicy.optional(),
  wishes: wishPolicy.optional(),
  catalogues: z.array(catalogue).optional(),
  priceLists: z.array(priceList).optional(),

  calls: callPolicy.optional(),
  visits: visitPolicy.optional(),
  claims: claimPolicy.optional(),
});
export type Regulation = z.output<typeof regulation>;
