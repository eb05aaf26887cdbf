/** The keys of one subject: texts are sealed under the newest revision and opened under the one they name. */
export interface Keyring {
  /** Newest revision, 1 for the first. */
  readonly current: number;
  /** 32 bytes each, by revision. */
  readonly keys: ReadonlyMap<number, Uint8Array>;
}

/** `erased`: the keys were destroyed, and none is ever made again. */
export type SubjectState = Keyring | 'erased';

/** Port to the keys of the people and organisations that personal values belong to; `libs/vault` keeps them. */
export interface SubjectKeys {
  /** One look-up for many subjects. A subject that was never given a key is missing in the answer. */
  keysFor(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectState>>;
  /**
   * As `keysFor`, and makes a first key for each subject that has none. Concurrent calls, also from other processes,
   * agree on one key. An erased subject stays `erased`.
   */
  ensure(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectState>>;
}

/** Texts too long for the log, sealed under their subject's key; named in the log by the digest of the sealed bytes. */
export interface LongTexts {
  /** Durable when it resolves. Storing the same digest again changes nothing. */
  put(texts: readonly LongText[]): Promise<void>;
  /** By digest, those that were ever there; `erased`: destroyed together with the subject's keys. */
  get(digests: readonly string[]): Promise<ReadonlyMap<string, Uint8Array | 'erased'>>;
}

export interface LongText {
  /** SHA-256 of `sealed`, lower-case hex. */
  readonly digest: string;
  readonly subject: string;
  readonly sealed: Uint8Array;
}
