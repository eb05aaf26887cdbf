import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
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

/** Issues the process's own tokens where there is no identity provider. The private key never leaves its file. */
export class TokenIssuer {
  private constructor(
    private readonly privateJwk: JWK,
    private readonly publicJwk: JWK,
    private readonly issuer: string,
    private readonly audience: string,
  ) {}

  /** Takes the key of an earlier start from `folder`, or makes one (ES256, file mode 0600). */
  static async open(folder: string, issuer: string, audience: string): Promise<TokenIssuer> {
    const file = join(folder, 'token-signing-key.json');
    const privateJwk = (await readKey(file)) ?? (await makeKey(folder, file));
    const { d: _secret, ...publicJwk } = privateJwk;
    return new TokenIssuer(privateJwk, publicJwk, issuer, audience);
  }

  get keySet(): JSONWebKeySet {
    return { keys: [this.publicJwk] };
  }

  get keys(): JWTVerifyGetKey {
    return createLocalJWKSet(this.keySet);
  }

  /** @param lifetime seconds. */
  async issue(claims: TokenClaims, lifetime: number, now: Date): Promise<string> {
    const { subject, role, desks = [], customer, organisation } = claims;
    const issuedAt = Math.floor(now.getTime() / 1000);
    return new SignJWT({ role, desks, ...(customer && { customer }), ...(organisation && { organisation }) })
      .setProtectedHeader({
        alg: 'ES256',
        typ: 'JWT',
        ...(this.publicJwk.kid && { kid: this.publicJwk.kid }),
      })
      .setSubject(subject)
      .setIssuer(this.issuer)
      .setAudience(this.audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetime)
      .sign(await importJWK(this.privateJwk, 'ES256'));
  }
}

async function readKey(file: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function makeKey(folder: string, file: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const key = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${randomUUID()}`);
  await writeFile(draft, JSON.stringify(key), { mode: 0o600 });
  try {
    // A link appears whole or not at all: of two processes that start at once, one makes the key and the other takes it.
    await link(draft, file);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readKey(file)) ?? key;
  } finally {
    await rm(draft);
  }
}
