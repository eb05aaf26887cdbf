import { Problem } from '../problems/problem.js';
import { type Action, type Reach, reachOf } from './permissions.js';
import { type Principal } from './roles.js';

/** What a thing belongs to, as far as rights care. */
export interface Belonging {
  readonly desk?: string | undefined;
  readonly customer?: string | undefined;
}

/** The caller and how far the action in hand reaches for the caller's role. */
export class Access {
  readonly reach: Exclude<Reach, 'none'>;

  /** @throws Problem `forbidden` when the role may not do this at all. */
  constructor(
    readonly principal: Principal,
    readonly action: Action,
  ) {
    const reach = reachOf(principal.role, action);
    if (reach === 'none') throw new Problem(403, 'forbidden', { action, role: principal.role });
    this.reach = reach;
  }

  admits(thing: Belonging): boolean {
    switch (this.reach) {
      case 'all':
        return true;
      case 'desk':
        return thing.desk !== undefined && this.principal.desks.includes(thing.desk);
      case 'own':
        return thing.customer !== undefined && thing.customer === this.principal.customer;
    }
  }

  /** @throws Problem 404 with `code`: out of reach answers exactly like not there. */
  require(thing: Belonging | undefined, code: string): void {
    if (thing === undefined || !this.admits(thing)) throw new Problem(404, code);
  }

  /** The customer that lists are narrowed to; undefined: not narrowed by customer. */
  get customer(): string | undefined {
    if (this.reach !== 'own') return undefined;
    // A customer's token without a customer would otherwise widen the list to everybody's.
    if (this.principal.customer === undefined) throw new Problem(403, 'forbidden');
    return this.principal.customer;
  }

  /** The desks that lists are narrowed to; undefined: every desk. */
  get desks(): readonly string[] | undefined {
    return this.reach === 'desk' ? this.principal.desks : undefined;
  }

  /** Customers see the public side of a ticket only: no internal notes, no talk among staff. */
  get publicSideOnly(): boolean {
    return this.principal.role === 'customer';
  }
}
