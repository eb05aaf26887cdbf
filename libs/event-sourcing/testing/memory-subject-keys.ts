import { randomBytes } from 'node:crypto';
import { type Keyring, type LongTexts, type SubjectKeys, type SubjectState } from '../events/subject-keys.js';

export interface MemorySubjectKeys extends SubjectKeys {
  erase(subject: string): void;
  /** Adds a newer revision, which texts are sealed under from now on. */
  rotate(subject: string): void;
  /** Look-ups so far: a batch should cost one. */
  readonly lookups: number;
}

/** Subject keys for tests. @param newKey 32 bytes; random unless a test needs fixed ones. */
export function memorySubjectKeys(
  newKey: (subject: string) => Uint8Array = () => randomBytes(32),
): MemorySubjectKeys {
  const states = new Map<string, SubjectState>();
  let lookups = 0;
  const known = (subjects: readonly string[]) =>
    new Map(
      subjects.flatMap((subject): [string, SubjectState][] => {
        const state = states.get(subject);
        return state === undefined ? [] : [[subject, state]];
      }),
    );
  return {
    get lookups() {
      return lookups;
    },
    async keysFor(subjects) {
      lookups += 1;
      return known(subjects);
    },
    async ensure(subjects) {
      lookups += 1;
      for (const subject of subjects) {
        if (!states.has(subject)) states.set(subject, { current: 1, keys: new Map([[1, newKey(subject)]]) });
      }
      return known(subjects);
    },
    erase: (subject) => void states.set(subject, 'erased'),
    rotate(subject) {
      const { current, keys } = states.get(subject) as Keyring;
      states.set(subject, { current: current + 1, keys: new Map(keys).set(current + 1, newKey(subject)) });
    },
  };
}

/** A content store for tests. */
export function memoryLongTexts(): LongTexts & { readonly size: number; eraseOf(subject: string): void } {
  const texts = new Map<string, { readonly subject: string; sealed: Uint8Array | 'erased' }>();
  return {
    get size() {
      return texts.size;
    },
    async put(added) {
      for (const { digest, subject, sealed } of added) texts.set(digest, { subject, sealed });
    },
    async get(digests) {
      const found = new Map<string, Uint8Array | 'erased'>();
      for (const digest of digests) {
        const text = texts.get(digest);
        if (text !== undefined) found.set(digest, text.sealed);
      }
      return found;
    },
    eraseOf(subject) {
      for (const text of texts.values()) if (text.subject === subject) text.sealed = 'erased';
    },
  };
}
