import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';

export interface ProviderTimes {
  /** Of one request for the key set, milliseconds. */
  readonly timeout?: number;
}

/** A key withdrawn while the provider's key set can't be had opens nothing after this time. */
const KEPT_MS = 3_600_000;
/** An unknown key makes the set be asked for again, but not more often than this. */
const COOLDOWN_MS = 30_000;
/** Nor is a provider that failed: otherwise every request would wait for it again. */
const FAILED_MS = 5_000;

/**
 * Keys of an identity provider (RFC 7517). The set is fetched when it is first needed, so that a start does not need the
 * provider, and again after ten minutes or for an unknown key. While it can't be had the last one goes on for an hour.
 *
 * The function throws jose's errors of a token whose key is unknown, and whatever the fetch threw where that can't be known.
 */
export function providerKeys(url: URL, { timeout = 3000 }: ProviderTimes = {}): JWTVerifyGetKey {
  let fetchedAt = -Infinity;
  let failure: { readonly error: unknown; readonly at: number } | undefined;
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: timeout,
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: async (...request: Parameters<typeof fetch>) => {
      const response = await fetch(...request);
      if (response.ok) fetchedAt = Date.now();
      return response;
    },
  });
  let kept: { readonly fetchedAt: number; readonly keys: JWTVerifyGetKey } | undefined;

  const fromKept: JWTVerifyGetKey = async (header, token) => {
    if (kept === undefined || Date.now() >= kept.fetchedAt + KEPT_MS) throw failure?.error;
    try {
      return await kept.keys(header, token);
    } catch (error) {
      // Maybe the provider has it by now: nobody can say while it is away.
      throw error instanceof errors.JWKSNoMatchingKey ? failure?.error : error;
    }
  };

  return async (header, token) => {
    if (failure !== undefined && Date.now() < failure.at + FAILED_MS) return fromKept(header, token);
    try {
      const key = await remote(header, token);
      failure = undefined;
      return key;
    } catch (error) {
      if (isAboutToken(error)) throw error;
      failure = { error, at: Date.now() };
      return fromKept(header, token);
    } finally {
      const set = remote.jwks();
      if (set !== undefined && failure === undefined && kept?.fetchedAt !== fetchedAt)
        kept = { fetchedAt, keys: createLocalJWKSet(set) };
    }
  };
}

/** Told apart from a key set that can't be had or read, which is no fault of the caller. */
export function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  );
}
