export const ROLES = [
  'customer',
  'operator',
  'engineer',
  'developer',
  'administrator',
  'director',
  'compliance-officer',
  'auditor',
  'integrator',
] as const;
export type Role = (typeof ROLES)[number];

export function isRole(value: unknown): value is Role {
  return ROLES.includes(value as Role);
}

/** Who calls: what a verified token says, and nothing that the request says about itself. */
export interface Principal {
  /** UUID of the staff member, of the customer's account, or of the integration; the log's `actor`. */
  readonly subject: string;
  readonly role: Role;
  /** Codes of the desks served; empty for customers. */
  readonly desks: readonly string[];
  /** UUID of the customer that a customer's account belongs to. */
  readonly customer?: string;
  /** UUID of the organisation that the customer acts for. */
  readonly organisation?: string;
  /** End of the token, seconds since 1970; a stream ends then. */
  readonly expiresAt: number;
}
