/** Events of a member of staff: the storage format. Names are personal; everywhere else staff are ids. */
import { z } from 'zod';
import { defineEvent, type EventOf, personal } from '#event-sourcing';

export const STAFF_ROLES = [
  'operator',
  'engineer',
  'developer',
  'administrator',
  'director',
  'compliance-officer',
  'auditor',
] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

const staff = z.uuid();
const name = personal('staff', z.string().min(1).max(200));
const appointment = {
  roles: z.array(z.enum(STAFF_ROLES)).min(1),
  /** Codes of the desks served. */
  desks: z.array(z.string().min(1).max(64)).max(100),
};

export const StaffRegistered = defineEvent(
  'StaffRegistered',
  z.strictObject({ staff, name, ...appointment }),
);
export const StaffRenamed = defineEvent('StaffRenamed', z.strictObject({ staff, name }));
/** Other roles or desks from now on. */
export const StaffAppointed = defineEvent('StaffAppointed', z.strictObject({ staff, ...appointment }));
/** May do nothing any more; what was done stays under the same id. */
export const StaffDeactivated = defineEvent('StaffDeactivated', z.strictObject({ staff }));
export const StaffReactivated = defineEvent('StaffReactivated', z.strictObject({ staff }));

export const STAFF_EVENTS = [
  StaffRegistered,
  StaffRenamed,
  StaffAppointed,
  StaffDeactivated,
  StaffReactivated,
] as const;
export type StaffEvent = EventOf<typeof STAFF_EVENTS>;
