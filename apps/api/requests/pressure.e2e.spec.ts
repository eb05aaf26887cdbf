import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TokenIssuer } from '../access/token-issuer.js';
import { type ApiFixture, apiFixture, DESK, ISSUER } from '../testing/api-fixture.js';

const MOST_AT_ONCE = 5;

/** Holds each request that shows a token, until it is opened. */
class Gate {
  held = 0;
  private isOpen = true;
  private waiting: (() => void)[] = [];
  private counted: (() => void)[] = [];

  shut(): void {
    this.isOpen = false;
    this.held = 0;
  }

  open(): void {
    this.isOpen = true;
    this.waiting.splice(0).forEach((go) => go());
  }

  async pass(): Promise<void> {
    if (this.isOpen) return;
    this.held += 1;
    this.counted.splice(0).forEach((look) => look());
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  async holds(count: number): Promise<void> {
    while (this.held < count) await new Promise<void>((resolve) => this.counted.push(resolve));
  }
}

const gate = new Gate();
let api: ApiFixture;
let address: string;
beforeAll(async () => {
  const issuer = await TokenIssuer.from(Buffer.alloc(32, 7), ISSUER, ISSUER);
  api = await apiFixture({
    requests: MOST_AT_ONCE,
    tokens: {
      issuer: ISSUER,
      audience: ISSUER,
      keys: async (header, token) => {
        await gate.pass();
        return issuer.keys(header, token);
      },
    },
  });
  await api.app.listen(0, '127.0.0.1');
  address = await api.app.getUrl();
});
afterAll(async () => {
  gate.open();
  await api.close();
});

async function ask(path: string, init: RequestInit = {}, language = 'en'): Promise<Response> {
  // A token of its own for each request: one that is known would not come to the gate.
  const token = await api.token('auditor', { lifetime: 1000 + Math.floor(Math.random() * 1e6) });
  const headers = { authorization: `Bearer ${token}`, 'accept-language': language, ...init.headers };
  return fetch(`${address}${path}`, { ...init, headers });
}
const list = (init: RequestInit = {}) => ask('/api/v1/regulations', init);

async function pressed(): Promise<Promise<Response>[]> {
  gate.shut();
  const held = Array.from({ length: MOST_AT_ONCE }, () => list());
  await gate.holds(MOST_AT_ONCE);
  return held;
}

describe('with as many requests under way as it takes', () => {
  it.each([
    ['en', /[A-Za-z]{3}/],
    ['ru', /[А-я]{3}/],
  ])('the next is refused with 503, when to come again, and a sentence (%s)', async (language, sentence) => {
    const held = await pressed();
    const refused = await ask('/api/v1/regulations', {}, language);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(refused.headers.get('content-language')).toBe(language);
    const problem = (await refused.json()) as { code: string; detail: string };
    expect(problem.code).toBe('overloaded');
    expect(problem.detail).toMatch(sentence);
    gate.open();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual(held.map(() => 200));
    expect((await list()).status).toBe(200);
  });

  it('a refused command has done nothing, and is done when it comes again', async () => {
    const held = await pressed();
    const head = await api.helpDesk.store.head();
    const command = async () =>
      ask('/api/v1/tickets', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await api.token('customer')}`,
          'content-type': 'application/json',
          'idempotency-key': 'under-pressure',
        },
        body: JSON.stringify({
          desk: DESK,
          channel: 'account',
          serviceKind: 'network-problem',
          subject: 'а',
          text: 'б',
        }),
      });
    expect((await command()).status).toBe(503);
    expect(await api.helpDesk.store.head()).toBe(head);
    gate.open();
    await Promise.all(held);
    expect((await command()).status).toBe(201);
  });

  it('health still answers', async () => {
    const held = await pressed();
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    gate.open();
    await Promise.all(held);
  });

  it('whoever gives up makes room', async () => {
    gate.shut();
    const impatient = new AbortController();
    const left = list({ signal: impatient.signal }).catch((error: unknown) => (error as Error).name);
    const held = Array.from({ length: MOST_AT_ONCE - 1 }, () => list());
    await gate.holds(MOST_AT_ONCE);
    expect((await list()).status).toBe(503);
    impatient.abort();
    expect(await left).toBe('AbortError');
    // The server hears of it a moment later; until then it still refuses.
    const next = untilTaken();
    await gate.holds(MOST_AT_ONCE + 1);
    gate.open();
    expect((await next).status).toBe(200);
    await Promise.all(held);
  });
});

async function untilTaken(): Promise<Response> {
  for (;;) {
    const answer = await list();
    if (answer.status !== 503) return answer;
    await answer.body?.cancel();
  }
}
