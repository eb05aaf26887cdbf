import { type Settings } from '#platform';
import { providerKeys } from './provider-keys.js';
import { TokenIssuer } from './token-issuer.js';
import { type TokenRules } from './token-verifier.js';

/** Who vouches for callers: an identity provider, or this process. */
export type TokenSource =
  | { readonly kind: 'identity-provider'; readonly rules: TokenRules }
  | { readonly kind: 'own'; readonly rules: TokenRules; readonly issuer: TokenIssuer };

const OWN_NAME = 'help-desk';

/** @param secret gives the seed of our own key; asked for only where there is no identity provider. */
export async function tokenSource(
  settings: Settings,
  secret: () => Promise<Uint8Array>,
): Promise<TokenSource> {
  const { JWKS_URL, JWT_ISSUER: issuer = OWN_NAME, JWT_AUDIENCE: audience = OWN_NAME } = settings;
  if (JWKS_URL !== undefined) {
    return { kind: 'identity-provider', rules: { keys: providerKeys(new URL(JWKS_URL)), issuer, audience } };
  }
  const own = await TokenIssuer.from(await secret(), issuer, audience);
  return { kind: 'own', rules: { keys: own.keys, issuer, audience }, issuer: own };
}
