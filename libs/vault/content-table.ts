import { type LongTexts, SubjectIsErased } from '#event-sourcing';
import { type Queryable } from './queryable.js';
import { queries } from './sql.js';
import { IS_ERASED } from './subject-key-table.js';

/**
 * Long texts and files by the digest of their sealed bytes; sealed before they come here.
 *
 * `put` throws SubjectIsErased when one of the subjects was erased; then nothing is stored.
 */
export function contentTable(pool: Queryable): LongTexts {
  return {
    async put(texts) {
      try {
        await pool.query(queries.putContents, [
          texts.map(({ digest }) => digest),
          texts.map(({ subject }) => subject),
          texts.map(({ sealed }) => sealed),
        ]);
      } catch (error) {
        if ((error as { code?: unknown }).code !== IS_ERASED) throw error;
        throw new SubjectIsErased(texts.map(({ subject }) => subject).join(', '));
      }
    },
    async get(digests) {
      const { rows } = await pool.query<{ digest: string; sealed: Buffer | null }>(queries.getContents, [
        digests,
      ]);
      return new Map(rows.map(({ digest, sealed }) => [digest, sealed ?? 'erased']));
    },
  };
}
