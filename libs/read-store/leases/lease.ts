import type pg from 'pg';

/** A right to work alone for a while, measured by the database's clock so that hosts need not agree on the time. */
export interface LeaseOptions {
  /** Names the process: the same holder takes its own lease again at once. */
  readonly holder: string;
  /** How long it lasts without a heartbeat, milliseconds; 3,000 by default. */
  readonly ttlMs?: number;
}

export const LEASE_TTL_MS = 3_000;

/** Taken, with an epoch higher than any before it in this read store; or another's, for so many milliseconds unless renewed. */
export type Attempt = { readonly epoch: number } | { readonly heldForMs: number };

export async function takeLease(pool: pg.Pool, name: string, options: LeaseOptions): Promise<Attempt> {
  const { rows } = await pool.query<{ epoch: number | null; held_for: number | null }>(
    `WITH taken AS (
       INSERT INTO read.leases AS held (name, holder, epoch, expires)
       VALUES ($1, $2, nextval('read.epochs'), clock_timestamp() + $3 * interval '1 millisecond')
       ON CONFLICT (name) DO UPDATE
         SET holder = excluded.holder, epoch = excluded.epoch, expires = excluded.expires
         WHERE held.expires < clock_timestamp() OR held.holder = excluded.holder
       RETURNING epoch)
     SELECT epoch, NULL::float8 AS held_for FROM taken
     UNION ALL
     SELECT NULL, (extract(epoch FROM expires - clock_timestamp()) * 1000)::float8 FROM read.leases
     WHERE name = $1 AND NOT EXISTS (SELECT FROM taken)`,
    [name, options.holder, options.ttlMs ?? LEASE_TTL_MS],
  );
  const { epoch = null, held_for: heldFor = null } = rows[0] ?? {};
  return epoch === null ? { heldForMs: Math.max(0, heldFor ?? 0) } : { epoch };
}

/** @returns false when the lease is another's or of another epoch by now. */
export async function renewLease(
  pool: pg.Pool,
  name: string,
  epoch: number,
  ttlMs = LEASE_TTL_MS,
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'renew-lease',
    text: `UPDATE read.leases SET expires = clock_timestamp() + $3 * interval '1 millisecond'
      WHERE name = $1 AND epoch = $2 AND expires > clock_timestamp()`,
    values: [name, epoch, ttlMs],
  });
  return rowCount === 1;
}

/** Gives it up, so that the next holder need not wait for its end. */
export async function releaseLease(pool: pg.Pool, name: string, epoch: number): Promise<void> {
  await pool.query(`UPDATE read.leases SET expires = '-infinity' WHERE name = $1 AND epoch = $2`, [
    name,
    epoch,
  ]);
}
