import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { providerKeys } from './provider-keys.js';
import { TokenVerifier } from './token-verifier.js';

const ISSUER = 'https://id.example.org';
const AUDIENCE = 'help-desk';
const SUBJECT = '00000000-0000-4000-8000-0000000000a1';
const TIMEOUT_MS = 200;
const MINUTE_MS = 60_000;

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

async function newKey(kid: string, alg = 'ES256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** An identity provider: a real HTTP server that publishes its keys. */
class Provider {
  keys: readonly Key[] = [];
  asked = 0;
  answer: (response: ServerResponse) => void = (response) =>
    void response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ keys: this.keys.map(({ jwk }) => jwk) }));
  private readonly server = createServer((_, response) => {
    this.asked += 1;
    this.answer(response);
  });
  private port = 0;

  async start(): Promise<URL> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return new URL(`http://127.0.0.1:${this.port}/jwks`);
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}

interface Claims {
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresIn?: number;
}

let now: number;
let provider: Provider;
let first: Key;
let verifier: TokenVerifier;

beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00.000Z');
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  first = await newKey('first');
  provider = new Provider();
  provider.keys = [first];
  const keys = providerKeys(await provider.start(), { timeout: TIMEOUT_MS });
  verifier = new TokenVerifier({ keys, issuer: ISSUER, audience: AUDIENCE }, () => now);
});
afterEach(async () => {
  await provider.stop();
  jest.restoreAllMocks();
});

let serial = 0;
const unsigned = ({ issuer = ISSUER, audience = AUDIENCE, expiresIn = 86_400 }: Claims = {}) =>
  // Each token its own: one that was verified is remembered for a minute.
  new SignJWT({ role: 'operator', desks: ['finale'], jti: String(serial++) })
    .setSubject(SUBJECT)
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(Math.floor(now / 1000) + expiresIn);
const token = ({ kid, privateKey, jwk }: Key, claims?: Claims) =>
  unsigned(claims)
    .setProtectedHeader({ alg: jwk.alg ?? '', kid })
    .sign(privateKey);
const verified = async (bearer: string | Promise<string>): Promise<string> =>
  verifier.verify(await bearer).then(
    ({ subject }) => subject,
    ({ status, code }: { status: number; code: string }) => `${status} ${code}`,
  );
const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('tokens of an identity provider', () => {
  it('are taken by its published keys, which are asked for once', async () => {
    for (let i = 0; i < 5; i++) expect(await verified(token(first))).toBe(SUBJECT);
    expect(provider.asked).toBe(1);
  });

  it.each<[string, Claims, string]>([
    ['that have ended', { expiresIn: -1 }, '401 token-expired'],
    ['for somebody else', { audience: 'another' }, '401 token-invalid'],
    ['of another issuer', { issuer: 'https://id.example.com' }, '401 token-invalid'],
  ])('%s are refused', async (_, claims, expected) => {
    expect(await verified(token(first, claims))).toBe(expected);
  });

  it('without a signature are refused', async () => {
    const [, payload] = (await token(first)).split('.');
    for (const alg of ['none', 'None', 'NONE'])
      expect(await verified(`${segment({ alg, kid: first.kid })}.${payload}.`)).toBe('401 token-invalid');
  });

  it('signed with the public key as if it were a shared secret are refused', async () => {
    const secret = Buffer.from(await exportSPKI(first.publicKey));
    const forged = unsigned().setProtectedHeader({ alg: 'HS256', kid: first.kid }).sign(secret);
    expect(await verified(forged)).toBe('401 token-invalid');
  });

  it('signed by a key that is not published are refused, under a name of its own or of another', async () => {
    const foreign = await newKey('foreign');
    expect(await verified(token(foreign))).toBe('401 token-invalid');
    expect(await verified(token({ ...foreign, kid: first.kid }))).toBe('401 token-invalid');
  });

  it('that name unknown keys make the set be asked for once in half a minute, not each time', async () => {
    const foreign = await newKey('foreign');
    for (let i = 0; i < 5; i++) await verified(token(foreign));
    expect(provider.asked).toBe(1);
    now += MINUTE_MS;
    for (let i = 0; i < 5; i++) await verified(token(foreign));
    expect(provider.asked).toBe(2);
  });
});

describe('a provider that changes its key', () => {
  it('is followed: the new one is taken, the old one no longer', async () => {
    expect(await verified(token(first))).toBe(SUBJECT);
    const second = await newKey('second', 'EdDSA');
    provider.keys = [second];
    now += MINUTE_MS;
    expect(await verified(token(second))).toBe(SUBJECT);
    expect(await verified(token(first))).toBe('401 token-invalid');
  });
});

const AWAY: readonly [string, (here: Provider) => unknown][] = [
  ['is down', (here) => here.stop()],
  ['does not answer', (here) => (here.answer = () => undefined)],
  ['stops in the middle', (here) => (here.answer = (response) => void response.write('{"keys":['))],
  ['answers 500', (here) => (here.answer = (response) => void response.writeHead(500).end())],
  ['answers nonsense', (here) => (here.answer = (response) => void response.end('<html>'))],
  ['answers another document', (here) => (here.answer = (response) => void response.end('{"a":1}'))],
];

describe.each(AWAY)('a provider that %s', (_, harm) => {
  it('at the start: 503 for its tokens, and they are taken when it is back', async () => {
    const { answer } = provider;
    await harm(provider);
    expect(await verified(token(first))).toBe('503 identity-unavailable');
    await provider.stop();
    provider.answer = answer;
    await provider.start();
    now += MINUTE_MS;
    expect(await verified(token(first))).toBe(SUBJECT);
  });

  it('later: its known keys go on for an hour, unknown ones get 503', async () => {
    expect(await verified(token(first))).toBe(SUBJECT);
    await harm(provider);
    now += 50 * MINUTE_MS;
    const { asked } = provider;
    expect(await verified(token(first))).toBe(SUBJECT);
    // Nobody waits again for what has just failed.
    expect(await verified(token(first))).toBe(SUBJECT);
    expect(provider.asked - asked).toBeLessThanOrEqual(1);
    expect(await verified(token(await newKey('new')))).toBe('503 identity-unavailable');
    now += 11 * MINUTE_MS;
    expect(await verified(token(first))).toBe('503 identity-unavailable');
  });
});
