import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiFixture, apiFixture } from '../testing/api-fixture.js';

const BALANCER = '10.1.0.7';
const STRANGER = '203.0.113.9';
/** Ten times the limit of one principal. */
const OF_AN_ADDRESS = 10;

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture({
    rate: { max: 1, windowSeconds: 3600 },
    trustedProxies: ['10.1.0.0/16'],
    worker: false,
  });
});
afterAll(() => api.close());

/** Without a token: 401 as long as the address may ask. */
const ask = async (from: string, forwardedFor: string) =>
  (await api.call('GET', '/api/v1/tickets', { from, headers: { 'x-forwarded-for': forwardedFor } })).status;
async function asked(times: number, from: string, forwardedFor: (n: number) => string): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < times; n++) statuses.push(await ask(from, forwardedFor(n)));
  return statuses;
}
const allowed = Array.from({ length: OF_AN_ADDRESS }, () => 401);

describe('limits by address', () => {
  it('count each client behind a trusted proxy for itself', async () => {
    expect(await asked(OF_AN_ADDRESS + 1, BALANCER, () => '198.51.100.1')).toEqual([...allowed, 429]);
    expect(await ask(BALANCER, '198.51.100.2')).toBe(401);
  });

  it('believe nobody else: a new name for every request makes no new budget', async () => {
    expect(await asked(OF_AN_ADDRESS + 1, STRANGER, (n) => `198.51.101.${n}`)).toEqual([...allowed, 429]);
  });

  it('take what the trusted proxy saw, not what the client had written before', async () => {
    const spoofed = (n: number) => `192.0.2.${n}, 198.51.100.3`;
    expect(await asked(OF_AN_ADDRESS + 1, BALANCER, spoofed)).toEqual([...allowed, 429]);
  });
});
