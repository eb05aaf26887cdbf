import { randomBytes } from 'node:crypto';
import { type Keyring, type SubjectKeys, type SubjectState } from '#event-sourcing';
import { type Kek } from './kek.js';
import { type Queryable } from './queryable.js';
import { queries } from './sql.js';
import { fingerprint, unwrap, wrap } from './wrapping.js';

interface KeyRow {
  readonly subject: string;
  readonly revision: number;
  readonly wrapped: Buffer | null;
  readonly kek_id: string | null;
  readonly erased: boolean;
}

/** SQLSTATE of our own, raised by the trigger `refuse_erased`. */
export const IS_ERASED = 'VLT01';
const KEY_BYTES = 32;

export interface SubjectKeyTable extends SubjectKeys {
  /** Adds a revision, under which texts are sealed from now on; older ones stay for what they sealed. */
  rotate(subject: string): Promise<void>;
}

/** Keys straight from the database, without a cache. */
export function subjectKeyTable(pool: Queryable, kek: Kek): SubjectKeyTable {
  async function keysFor(subjects: readonly string[]): Promise<Map<string, SubjectState>> {
    const { rows } = await pool.query<KeyRow>({
      name: 'vault-find-keys',
      text: queries.findKeys,
      values: [subjects],
    });
    return statesOf(rows, kek);
  }

  /**
   * Makes the keys that are missing; those that another process made first stay.
   *
   * @returns the keys that were made, by subject.
   */
  async function make(
    wanted: readonly { readonly subject: string; readonly revision: number }[],
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    const fresh = wanted.map(({ subject, revision }) => {
      const key = randomBytes(KEY_BYTES);
      return { subject, key, wrapped: wrap(kek, key, purpose(subject, revision)) };
    });
    const { rows } = await pool.query<{ subject: string }>(queries.makeKeys, [
      wanted.map(({ subject }) => subject),
      wanted.map(({ revision }) => revision),
      fresh.map(({ wrapped }) => wrapped),
      fresh.map(({ key }) => fingerprint(key)),
      kek.id,
    ]);
    const made = new Set(rows.map(({ subject }) => subject));
    return new Map(
      fresh.filter(({ subject }) => made.has(subject)).map(({ subject, key }) => [subject, key]),
    );
  }

  return {
    keysFor,
    async ensure(subjects) {
      // One of the subjects may be erased between the look and the insert, which then makes none of the keys: look again.
      for (;;) {
        const states = await keysFor(subjects);
        const missing = subjects.filter((subject) => !states.has(subject));
        if (missing.length === 0) return states;
        try {
          const made = await make(missing.map((subject) => ({ subject, revision: 1 })));
          for (const [subject, key] of made) states.set(subject, { current: 1, keys: new Map([[1, key]]) });
          // Another process was first with the others: its keys are there by now.
          if (made.size === missing.length) return states;
        } catch (error) {
          if ((error as { code?: unknown }).code !== IS_ERASED) throw error;
        }
      }
    },
    async rotate(subject) {
      const state = (await keysFor([subject])).get(subject);
      if (state === undefined || state === 'erased') return;
      await make([{ subject, revision: state.current + 1 }]);
    },
  };
}

function statesOf(rows: readonly KeyRow[], kek: Kek): Map<string, SubjectState> {
  const states = new Map<string, SubjectState>();
  for (const { subject, revision, wrapped, kek_id, erased } of rows) {
    if (erased) states.set(subject, 'erased');
    // The fence rules even where a key slipped in behind it.
    if (wrapped === null || kek_id === null || states.get(subject) === 'erased') continue;
    const before = states.get(subject) as Keyring | undefined;
    const key = unwrap(kek, kek_id, wrapped, purpose(subject, revision));
    states.set(subject, {
      current: Math.max(before?.current ?? 0, revision),
      keys: new Map(before?.keys).set(revision, key),
    });
  }
  return states;
}

function purpose(subject: string, revision: number): string {
  return `subject|${subject}|${revision}`;
}
