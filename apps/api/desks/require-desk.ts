import { type Access } from '../access/access.js';
import { Problem } from '../problems/problem.js';
import { type PolicySource } from '../services.js';

/** @throws Problem 404 `desk-not-found`: out of reach answers like not there. */
export async function requireDesk(
  who: Access,
  desk: string,
  policies: Pick<PolicySource, 'regulations'>,
): Promise<void> {
  who.require({ desk }, 'desk-not-found');
  if ((await policies.regulations(desk)).length === 0) throw new Problem(404, 'desk-not-found');
}
