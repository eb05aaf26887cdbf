import { type ReadStore } from '#read-store';
import { staffDirectory, type StaffRow } from '#staff';
import { Problem } from '../problems/problem.js';
import { type Principal } from './roles.js';
import { type Standing } from './standing.js';

type Entry = Pick<StaffRow, 'roles' | 'desks' | 'active'>;

/** A withdrawn right stays usable no longer than this. */
const TRUSTED_MS = 5000;
const MOST_ENTRIES = 10_000;

/**
 * Who stands in the staff directory may do what token and directory both allow; whoever does not stand there (customers,
 * integrations, staff known to the identity provider only) what the token allows.
 */
export class DirectoryStanding implements Standing {
  private readonly known = new Map<string, { readonly entry: Entry | undefined; readonly until: number }>();

  constructor(
    private readonly readStore: ReadStore,
    private readonly elapsed: () => number = () => performance.now(),
  ) {}

  async of(claimed: Principal): Promise<Principal> {
    if (claimed.role === 'customer' || claimed.role === 'integrator') return claimed;
    const entry = await this.entry(claimed.subject);
    if (entry === undefined) return claimed;
    if (!entry.active) throw new Problem(401, 'staff-deactivated');
    if (!entry.roles.includes(claimed.role)) throw new Problem(403, 'role-withdrawn');
    return { ...claimed, desks: claimed.desks.filter((desk) => entry.desks.includes(desk)) };
  }

  private async entry(staff: string): Promise<Entry | undefined> {
    const known = this.known.get(staff);
    if (known !== undefined && known.until > this.elapsed()) return known.entry;
    const { rows } = await this.readStore.query<Entry>(
      staffDirectory.name,
      'SELECT roles, desks, active FROM read.staff_directory WHERE id = $1',
      [staff],
    );
    if (this.known.size >= MOST_ENTRIES) this.known.clear();
    this.known.set(staff, { entry: rows[0], until: this.elapsed() + TRUSTED_MS });
    return rows[0];
  }
}
