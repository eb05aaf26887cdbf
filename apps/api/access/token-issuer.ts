import { createPrivateKey, createPublicKey } from 'node:crypto';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose';
import { type Role } from './roles.js';

export interface TokenClaims {
  readonly subject: string;
  readonly role: Role;
  readonly desks?: readonly string[];
  readonly customer?: string;
  readonly organisation?: string;
}

/** What comes before the seed in the PKCS #8 form of an Ed25519 private key (RFC 8410, section 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Issues the process's own tokens where there is no identity provider (EdDSA over Ed25519, RFC 8037). The key follows from
 * a secret of the vault, so that it lies nowhere in clear and all processes of one database take each other's tokens.
 */
export class TokenIssuer {
  private constructor(
    private readonly privateKey: ReturnType<typeof createPrivateKey>,
    readonly keySet: JSONWebKeySet,
    private readonly issuer: string,
    private readonly audience: string,
  ) {}

  /** @param seed 32 secret bytes. */
  static async from(seed: Uint8Array, issuer: string, audience: string): Promise<TokenIssuer> {
    const der = Buffer.concat([PKCS8_ED25519, seed]);
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
    const kid = await calculateJwkThumbprint(jwk);
    return new TokenIssuer(
      privateKey,
      { keys: [{ ...jwk, kid, alg: 'EdDSA', use: 'sig' }] },
      issuer,
      audience,
    );
  }

  get keys(): JWTVerifyGetKey {
    return createLocalJWKSet(this.keySet);
  }

  /** @param lifetime seconds. */
  async issue(claims: TokenClaims, lifetime: number, now: Date): Promise<string> {
    const { subject, role, desks = [], customer, organisation } = claims;
    const issuedAt = Math.floor(now.getTime() / 1000);
    const kid = this.keySet.keys[0]?.kid ?? '';
    return new SignJWT({ role, desks, ...(customer && { customer }), ...(organisation && { organisation }) })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid })
      .setSubject(subject)
      .setIssuer(this.issuer)
      .setAudience(this.audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetime)
      .sign(this.privateKey);
  }
}
