import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleRegulations } from '#regulation';
import { type ApiFixture, apiFixture, DESK } from '../testing/api-fixture.js';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const open = (language: string) =>
  api.call('POST', '/api/v1/tickets', {
    as: 'customer',
    body: { desk: DESK, channel: 'account', serviceKind: 'network-problem', subject: 'а', text: 'б' },
    headers: { 'idempotency-key': 'clock-1', 'accept-language': language },
  });

describe('while the clock of a node is off', () => {
  it('commands are refused and readiness says so; queries go on; afterwards commands are taken again', async () => {
    api.clock.isRight = false;
    const head = await api.helpDesk.store.head();
    const refused = await open('ru');
    expect(refused).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5', 'content-type': expect.stringContaining('application/problem+json') },
      body: { code: 'clock-off', detail: expect.stringMatching(/^Часы этого узла/) },
    });
    expect((await open('en')).body.detail).toMatch(/^The clock of this node is off/);
    expect(await api.helpDesk.store.head()).toBe(head);

    expect(await api.call('GET', '/health/ready')).toMatchObject({
      status: 503,
      body: {
        status: 'down',
        components: expect.arrayContaining([{ name: 'clock', up: false, reason: 'clock-off' }]),
      },
    });
    expect(await api.call('GET', `/api/v1/desks/${DESK}/queue`, { as: 'auditor' })).toMatchObject({
      status: 200,
    });
    const document = sampleRegulations()[0];
    expect(
      await api.call('POST', '/api/v1/regulations/validation', { as: 'administrator', body: { document } }),
    ).toMatchObject({ status: 200 });

    api.clock.isRight = true;
    expect(await api.call('GET', '/health/ready')).toMatchObject({ status: 200 });
    expect(await open('ru')).toMatchObject({ status: 201 });
  });

  it('nobody learns of it who may not command', async () => {
    api.clock.isRight = false;
    const asked = await api.call('POST', '/api/v1/tickets', { body: {} });
    api.clock.isRight = true;
    expect(asked).toMatchObject({ status: 401, body: { code: 'token-missing' } });
  });
});
