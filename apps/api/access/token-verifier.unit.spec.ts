import { describe, expect, it } from '@jest/globals';
import { type JWTVerifyGetKey } from 'jose';
import { TokenIssuer } from './token-issuer.js';
import { TokenVerifier } from './token-verifier.js';

const SUBJECT = '00000000-0000-4000-8000-0000000000a1';
const NOW = Date.parse('2026-03-02T09:00:00.000Z');

async function given({ lifetime = 3600, issuerOfToken = 'desk' } = {}) {
  const issuer = await TokenIssuer.from(Buffer.alloc(32, 7), 'desk', 'desk');
  const other = await TokenIssuer.from(Buffer.alloc(32, 8), issuerOfToken, 'desk');
  const state = { now: NOW, askedForKeys: 0, withdrawn: false };
  const keys: JWTVerifyGetKey = (header, token) => {
    state.askedForKeys += 1;
    if (state.withdrawn) return other.keys(header, token);
    return issuer.keys(header, token);
  };
  const verifier = new TokenVerifier({ keys, issuer: 'desk', audience: 'desk' }, () => state.now);
  const token = await issuer.issue(
    { subject: SUBJECT, role: 'operator', desks: ['finale'] },
    lifetime,
    new Date(NOW),
  );
  return { state, verifier, token, forged: `${token.slice(0, -4)}AAAA` };
}

describe('bearer tokens', () => {
  it('have their signature computed once, not once a request', async () => {
    const { state, verifier, token } = await given();
    const first = await verifier.verify(token);
    expect(await verifier.verify(token)).toEqual(first);
    expect(first).toMatchObject({ subject: SUBJECT, role: 'operator', desks: ['finale'] });
    expect(state.askedForKeys).toBe(1);
  });

  it('end when they say, known or not', async () => {
    const { state, verifier, token } = await given({ lifetime: 10 });
    await verifier.verify(token);
    state.now += 10_000;
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'token-expired' });
  });

  it('open nothing a minute after their key was withdrawn', async () => {
    const { state, verifier, token } = await given();
    await verifier.verify(token);
    state.withdrawn = true;
    state.now += 60_000;
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('are refused each time when forged, also beside a good one', async () => {
    const { verifier, token, forged } = await given();
    await verifier.verify(token);
    for (const _ of [1, 2])
      await expect(verifier.verify(forged)).rejects.toMatchObject({ code: 'token-invalid' });
  });
});
