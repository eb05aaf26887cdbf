import { randomBytes } from 'node:crypto';
import { cachedSubjectKeys, type LongTexts, type SubjectKeys } from '#event-sourcing';
import { askTogether } from './ask-together.js';
import { contentTable } from './content-table.js';
import { type Kek } from './kek.js';
import { type Queryable } from './queryable.js';
import { queries } from './sql.js';
import { subjectKeyTable } from './subject-key-table.js';
import { unwrap, wrap } from './wrapping.js';

export interface Erasure {
  readonly subject: string;
  /** Code or reference of the demand; holds nothing personal. */
  readonly ground: string;
  /** Id of who carries it out. */
  readonly actor: string;
  /** ISO 8601 UTC. */
  readonly requestedAt: string;
}

export interface ErasureRecord {
  /** Key revisions that were destroyed, and what they are known by afterwards. */
  readonly revisions: readonly number[];
  readonly fingerprints: readonly string[];
  readonly erasedAt: string;
}

/** What is neither log nor read model: subject keys, long texts by digest, secrets of the service. */
export interface Vault extends SubjectKeys {
  readonly longTexts: LongTexts;
  /** New texts of the subject are sealed under a new key. */
  rotate(subject: string): Promise<void>;
  /** Fences the subject, then destroys its keys and long texts, for good. The same again gives the same record. */
  erase(erasure: Erasure): Promise<ErasureRecord>;
  /** Forgets cached keys of a subject that another process erased. */
  evict(subject: string): void;
  /** 32 random bytes that are made at the first call and stay: the key of an HMAC, for example. */
  secret(name: string): Promise<Uint8Array>;
}

export interface VaultOptions {
  /** Subjects whose keys are kept in memory; 20,000 by default. */
  readonly cachedSubjects?: number;
  /** How long a cached key is trusted at most; 30,000 ms by default. */
  readonly maxAgeMs?: number;
  /** Milliseconds of a steady clock. */
  readonly now?: () => number;
}

/**
 * The vault over the schema `vault` (see `migrateVault`).
 *
 * Its methods throw WrongKek when the database was written under another key-encryption key.
 */
export function createVault(pool: Queryable, kek: Kek, options: VaultOptions = {}): Vault {
  const table = subjectKeyTable(pool, kek);
  const together = {
    keysFor: askTogether((subjects) => table.keysFor(subjects)),
    ensure: askTogether((subjects) => table.ensure(subjects)),
  };
  const cache = cachedSubjectKeys(together, {
    capacity: options.cachedSubjects ?? 20_000,
    maxAgeMs: options.maxAgeMs ?? 30_000,
    now: options.now ?? (() => performance.now()),
  });
  return {
    keysFor: (subjects) => cache.keysFor(subjects),
    ensure: (subjects) => cache.ensure(subjects),
    evict: (subject) => cache.evict(subject),
    longTexts: contentTable(pool),
    async rotate(subject) {
      await table.rotate(subject);
      cache.evict(subject);
    },
    async erase({ subject, ground, actor, requestedAt }) {
      const { rows } = await pool.query<{ revisions: number[]; fingerprints: string[]; erased_at: Date }>(
        queries.eraseSubject,
        [subject, ground, actor, requestedAt],
      );
      cache.evict(subject);
      const [record] = rows;
      if (record === undefined) throw new Error('the vault did not confirm the erasure');
      return {
        revisions: record.revisions,
        fingerprints: record.fingerprints,
        erasedAt: record.erased_at.toISOString(),
      };
    },
    async secret(name) {
      await pool.query(queries.makeSecret, [name, wrap(kek, randomBytes(32), `secret|${name}`), kek.id]);
      const { rows } = await pool.query<{ wrapped: Buffer; kek_id: string }>(queries.findSecret, [name]);
      const [row] = rows;
      if (row === undefined) throw new Error(`the vault did not keep the secret ${name}`);
      return unwrap(kek, row.kek_id, row.wrapped, `secret|${name}`);
    },
  };
}
