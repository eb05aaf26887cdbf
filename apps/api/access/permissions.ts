/**
 * What a role may do, in one table: the guard, the OpenAPI page and the test that walks every route read nothing else.
 *
 * `own`: what belongs to the caller's customer. `desk`: what belongs to the desks named in the caller's token. A thing out
 * of reach answers as one that does not exist, so that ids can't be probed.
 */
import { type Role, ROLES } from './roles.js';

export type Reach = 'none' | 'own' | 'desk' | 'all';

const none: Reach = 'none';
const own: Reach = 'own';
const desk: Reach = 'desk';
const all: Reach = 'all';

// prettier-ignore
const TABLE = {
  //                          customer operator engineer developer admin director compliance auditor integrator
  'ticket.read':             [own,     desk,    desk,    desk,     desk, desk,    all,       all,    desk],
  'ticket.history':          [own,     desk,    desk,    desk,     desk, desk,    all,       all,    desk],
  'ticket.clocks':           [own,     desk,    desk,    desk,     desk, desk,    all,       all,    desk],
  'ticket.open':             [own,     desk,    desk,    none,     desk, none,    none,      none,   desk],
  'ticket.reply':            [own,     desk,    desk,    none,     desk, none,    none,      none,   desk],
  'ticket.propose-priority': [own,     none,    none,    none,     none, none,    none,      none,   desk],
  'ticket.prioritize':       [none,    desk,    desk,    none,     desk, none,    none,      none,   none],
  'ticket.take-out-of-turn': [none,    none,    none,    none,     desk, desk,    none,      none,   none],
  'ticket.assign':           [none,    desk,    desk,    none,     desk, none,    none,      none,   none],
  'ticket.take-up':          [none,    desk,    desk,    none,     none, none,    none,      none,   none],
  'ticket.answer':           [none,    desk,    desk,    none,     none, none,    none,      none,   none],
  'ticket.request-info':     [none,    desk,    desk,    none,     none, none,    none,      none,   none],
  'ticket.inform':           [none,    desk,    desk,    none,     desk, none,    none,      none,   none],
  'ticket.escalate':         [none,    desk,    desk,    none,     none, none,    none,      none,   none],
  'ticket.answer-escalation':[none,    none,    none,    desk,     none, none,    none,      none,   none],
  'ticket.forward':          [none,    desk,    desk,    none,     none, none,    none,      none,   none],
  'ticket.note':             [none,    desk,    desk,    desk,     desk, none,    none,      none,   none],
  'ticket.estimate':         [none,    desk,    desk,    none,     desk, none,    none,      none,   none],
  'ticket.agree-date':       [none,    desk,    desk,    none,     desk, none,    none,      none,   none],
  'ticket.delay-cause':      [none,    desk,    desk,    none,     desk, none,    none,      none,   none],
  'ticket.log-call':         [none,    desk,    desk,    none,     desk, none,    none,      none,   desk],
  'ticket.consent':          [own,     desk,    desk,    none,     desk, none,    none,      none,   desk],
  'ticket.wish':             [own,     desk,    desk,    none,     none, none,    none,      none,   desk],
  'ticket.mark-duplicate':   [none,    desk,    desk,    none,     desk, none,    none,      none,   none],
  'ticket.correct':          [none,    none,    none,    none,     desk, none,    none,      none,   none],
  'ticket.annul-breach':     [none,    none,    none,    none,     desk, desk,    none,      none,   none],
  'ticket.close':            [own,     desk,    desk,    none,     desk, none,    none,      none,   none],
  'ticket.reopen':           [own,     desk,    desk,    none,     desk, none,    none,      none,   none],
  'queue.read':              [none,    desk,    desk,    desk,     desk, desk,    all,       all,    none],
  'customer.history':        [own,     desk,    desk,    none,     desk, desk,    all,       all,    none],
  'breach.read':             [none,    desk,    desk,    none,     desk, desk,    all,       all,    none],
  'event.read':              [none,    none,    none,    none,     none, none,    all,       all,    desk],
  'staff.read':              [none,    desk,    desk,    desk,     desk, desk,    all,       all,    none],
  'staff.manage':            [none,    none,    none,    none,     desk, none,    none,      none,   none],
  'regulation.read':         [all,     all,     all,     all,      all,  all,     all,       all,    all],
  'regulation.validate':     [none,    none,    none,    none,     all,  all,     all,       none,   none],
  'regulation.publish':      [none,    none,    none,    none,     desk, desk,    none,      none,   none],
  'calendar.read':           [all,     all,     all,     all,      all,  all,     all,       all,    all],
  'calendar.validate':       [none,    none,    none,    none,     all,  all,     all,       none,   none],
  'calendar.publish':        [none,    none,    none,    none,     all,  all,     none,      none,   none],
} as const satisfies Record<string, readonly Reach[] & { readonly length: 9 }>;

export type Action = keyof typeof TABLE;

export const ACTIONS = Object.keys(TABLE) as Action[];

/** Open to anyone, without a token: they carry nothing about customers or staff. */
export const PUBLIC_ACTIONS = ['health.read', 'metrics.read', 'keys.read', 'problems.read'] as const;
export type PublicAction = (typeof PUBLIC_ACTIONS)[number];

export function reachOf(role: Role, action: Action): Reach {
  return TABLE[action][ROLES.indexOf(role)] ?? 'none';
}

export function isAction(value: unknown): value is Action {
  return typeof value === 'string' && Object.hasOwn(TABLE, value);
}

export function isPublicAction(value: unknown): value is PublicAction {
  return PUBLIC_ACTIONS.includes(value as PublicAction);
}
