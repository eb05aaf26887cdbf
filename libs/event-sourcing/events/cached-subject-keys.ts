import { type SubjectKeys, type SubjectState } from './subject-keys.js';

export interface CachedSubjectKeys extends SubjectKeys {
  /** Called when a subject was erased: from here on this process asks anew. */
  evict(subject: string): void;
}

/**
 * Bounded cache (least recently used goes first) before the vault.
 *
 * A live key is trusted for `maxAgeMs`, so that an erasure whose notice was missed takes hold after that at the latest;
 * until then a late writer seals under a key that exists no more, which loses its text and reveals nothing. `erased` is
 * final, and trusted for ever.
 *
 * @param now milliseconds of any steady clock.
 */
export function cachedSubjectKeys(
  source: SubjectKeys,
  {
    capacity = 20_000,
    maxAgeMs = 30_000,
    now,
  }: { readonly capacity?: number; readonly maxAgeMs?: number; readonly now: () => number },
): CachedSubjectKeys {
  const entries = new Map<string, { readonly state: SubjectState; readonly loadedAt: number }>();
  const evictions = new Map<string, number>();
  let asked = 0;

  function fresh(subject: string): SubjectState | undefined {
    const entry = entries.get(subject);
    if (entry === undefined) return undefined;
    if (entry.state !== 'erased' && now() - entry.loadedAt >= maxAgeMs) return undefined;
    entries.delete(subject);
    entries.set(subject, entry);
    return entry.state;
  }

  async function through(subjects: readonly string[], ask: SubjectKeys['keysFor']) {
    const states = new Map<string, SubjectState>();
    const missing: string[] = [];
    for (const subject of subjects) {
      const state = fresh(subject);
      if (state === undefined) missing.push(subject);
      else states.set(subject, state);
    }
    if (missing.length === 0) return states;
    const loadedAt = now();
    const question = (asked += 1);
    for (const [subject, state] of await ask(missing)) {
      states.set(subject, state);
      // An answer that set out before the eviction may carry the destroyed key back in.
      if ((evictions.get(subject) ?? 0) >= question) continue;
      entries.delete(subject);
      entries.set(subject, { state, loadedAt });
    }
    for (const oldest of entries.keys()) {
      if (entries.size <= capacity) break;
      entries.delete(oldest);
    }
    return states;
  }

  return {
    keysFor: (subjects) => through(subjects, (missing) => source.keysFor(missing)),
    ensure: (subjects) => through(subjects, (missing) => source.ensure(missing)),
    evict(subject) {
      entries.delete(subject);
      evictions.set(subject, asked);
    },
  };
}
