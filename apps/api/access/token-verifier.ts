import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { Problem } from '../problems/problem.js';
import { isAboutToken } from './provider-keys.js';
import { type Principal, ROLES } from './roles.js';

export interface TokenRules {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
}

/** Asymmetric only: with a shared secret whoever can check a token could make one. */
const ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'PS256', 'RS256'];

const claims = z
  .object({
    sub: z.uuid(),
    role: z.enum(ROLES),
    desks: z
      .array(z.string().regex(/^[a-z][a-z0-9-]{0,47}$/))
      .max(100)
      .default([]),
    customer: z.uuid().optional(),
    organisation: z.uuid().optional(),
    exp: z.number(),
  })
  .refine((c) => c.role !== 'customer' || c.customer !== undefined);

/** A key withdrawn by the issuer opens nothing after this time at the latest. */
const TRUSTED_MS = 60_000;
const MOST_TOKENS = 10_000;

/**
 * Checks bearer tokens (RFC 7519, RFC 8725: algorithms by list, issuer, audience and end required). A signature once found
 * good stays good, so it is not computed again for every request of a token; the token's own end holds all the same.
 */
export class TokenVerifier {
  private readonly verified = new Map<string, { readonly principal: Principal; readonly until: number }>();

  constructor(
    private readonly rules: TokenRules,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws Problem 401 `token-expired`, `token-invalid`; 503 `identity-unavailable` when the key set can't be had. */
  async verify(token: string): Promise<Principal> {
    const known = this.verified.get(token);
    if (known !== undefined && this.now() < known.until) return known.principal;
    const principal = await this.principalOf(token);
    if (this.verified.size >= MOST_TOKENS) this.verified.clear();
    this.verified.set(token, {
      principal,
      until: Math.min(this.now() + TRUSTED_MS, principal.expiresAt * 1000),
    });
    return principal;
  }

  private async principalOf(token: string): Promise<Principal> {
    const payload = await this.payload(token);
    const parsed = claims.safeParse(payload);
    if (!parsed.success) throw unauthorised('token-claims');
    const { sub, role, desks, customer, organisation, exp } = parsed.data;
    return {
      subject: sub,
      role,
      desks,
      expiresAt: exp,
      ...(customer === undefined ? {} : { customer }),
      ...(organisation === undefined ? {} : { organisation }),
    };
  }

  private async payload(token: string): Promise<JWTPayload> {
    const { keys, issuer, audience } = this.rules;
    try {
      const options = {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(this.now()),
      };
      return (await jwtVerify(token, keys, options)).payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw unauthorised('token-expired');
      if (isAboutToken(error)) throw unauthorised('token-invalid');
      throw new Problem(503, 'identity-unavailable', {}, { retryAfter: 5, cause: error });
    }
  }
}

function unauthorised(code: string): Problem {
  return new Problem(401, code, {}, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
}
