import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiFixture, apiFixture, DESK } from '../testing/api-fixture.js';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const setState = (state: string) =>
  api.helpDesk.readStore.pool.query(
    `UPDATE read.projections SET state = $1 WHERE name = 'sla-breaches' RETURNING 1`,
    [state],
  );
const breaches = async (query = '') =>
  (await api.call('GET', `/api/v1/desks/${DESK}/breaches${query}`, { as: 'auditor' })).body;

describe('a view that is built for the first time', () => {
  it('is stale until it has been at the head of the log once, and never again', async () => {
    const request = {
      desk: DESK,
      channel: 'account',
      serviceKind: 'network-problem',
      subject: 'а',
      text: 'б',
    };
    const { position } = (await api.call('POST', '/api/v1/tickets', { as: 'customer', body: request })).body;
    expect(await breaches(`?minPosition=${position}`)).toMatchObject({ stale: false });
    expect((await setState('booting')).rowCount).toBe(1);
    expect(await breaches()).toMatchObject({ stale: true });
    await setState('active');
    expect(await breaches()).toMatchObject({ stale: false });
    await setState('booting');
    expect(await breaches()).toMatchObject({ stale: false });
  });
});
