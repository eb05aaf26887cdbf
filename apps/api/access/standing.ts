import { type Principal } from './roles.js';

/** What the staff directory says about a caller now; it may narrow what a token claims, never widen it. */
export interface Standing {
  /** @throws Problem 401 `staff-deactivated`, 403 `role-withdrawn`. */
  of(claimed: Principal): Promise<Principal>;
}

export const STANDING = Symbol('Standing');
