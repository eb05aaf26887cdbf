import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeBasis, ProjectionAdmin } from '#read-store';
import { PROJECTIONS } from '../../composition/projections.js';
import { type ApiFixture, apiFixture, CUSTOMER, DESK } from '../testing/api-fixture.js';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const at = (instant: string) => void (api.clock.now = new Date(instant));
const request = { desk: DESK, channel: 'account', serviceKind: 'network-problem', subject: 'а', text: 'б' };
const open = async () => (await api.call('POST', '/api/v1/tickets', { as: 'customer', body: request })).body;
const get = async (url: string, as: 'auditor' | 'customer' | 'operator' = 'auditor') =>
  (await api.call('GET', url, { as })).body;
const admin = () =>
  new ProjectionAdmin({
    readStore: api.helpDesk.readStore,
    store: api.helpDesk.store,
    decode: (events, options) => api.helpDesk.codec.decodeBatch(events, { ...options, unknown: 'skip' }),
    projections: PROJECTIONS,
  });

describe('asked again as of a moment', () => {
  it('every view gives the same data although things went on, and rules changed, and the view was rebuilt', async () => {
    at('2026-03-02T09:00:00.000Z');
    const { id } = await open();
    const second = await open();
    const urls = [
      `/api/v1/tickets/${id}`,
      `/api/v1/tickets/${id}/history`,
      `/api/v1/tickets/${id}/clocks`,
      `/api/v1/tickets/${id}/clocks/reaction-normal/explanation`,
      `/api/v1/desks/${DESK}/queue`,
      `/api/v1/desks/${DESK}/breaches`,
      `/api/v1/customers/${CUSTOMER}/history?desk=${DESK}`,
    ];
    const join = (url: string, query: string) => `${url}${url.includes('?') ? '&' : '?'}${query}`;
    const clock = (await get(`/api/v1/tickets/${id}/clocks`)).clocks[0].clock as string;
    urls[3] = `/api/v1/tickets/${id}/clocks/${encodeURIComponent(clock)}/explanation`;
    const before = await Promise.all(urls.map((url) => get(join(url, `minPosition=${second.position}`))));
    for (const answer of before)
      expect(answer).toMatchObject({ stale: false, basis: expect.stringMatching(/^b1\./) });

    at('2026-03-05T09:00:00.000Z');
    await api.call('POST', `/api/v1/tickets/${id}/answers`, {
      as: 'engineer',
      body: { text: 'в', channel: 'account', solution: true },
    });
    const regulation = (await get(`/api/v1/regulations/${DESK}`)).document;
    const published = await api.call('POST', `/api/v1/regulations/${DESK}/versions`, {
      as: 'administrator',
      body: {
        document: { ...regulation, version: regulation.version + 1 },
        appliesToOpen: true,
        reason: 'новая редакция',
      },
    });
    expect(published).toMatchObject({ status: 201 });
    const closed = await api.call('POST', `/api/v1/tickets/${second.id}/closure`, {
      as: 'customer',
      body: { reason: 'solved' },
    });
    await get(`/api/v1/desks/${DESK}/queue?minPosition=${closed.body.position}`);

    const again = await Promise.all(urls.map((url, i) => get(join(url, `asOf=${before[i].basis}`))));
    expect(again).toEqual(before);
    expect((await get(`/api/v1/desks/${DESK}/queue`)).total).toBe(1);
    expect((await get(`/api/v1/desks/${DESK}/queue?asOf=${second.position}`)).total).toBe(2);

    await admin().rebuild('queue');
    expect(await get(join(urls[4] ?? '', `asOf=${before[4].basis}`))).toEqual(before[4]);
  });

  it('waits for the clock of the desk where the queue is ahead of it', async () => {
    await admin().pause('desk-clock');
    at('2026-03-20T09:00:00.000Z');
    const { position } = await open();
    const page = get(`/api/v1/desks/${DESK}/queue?minPosition=${position}`);
    await api.helpDesk.readStore.waitForPosition('queue', position, 10_000);
    await admin().resume('desk-clock');
    expect(await page).toMatchObject({ stale: false, deskClock: '2026-03-20T09:00:00.000Z' });
  });

  it('resolves instants by the clock of the desk, and says when that is not settled yet', async () => {
    at('2026-04-01T09:00:00.000Z');
    const { position } = await open();
    const url = `/api/v1/desks/${DESK}/queue?minPosition=${position}`;
    const now = (await get(url)).total as number;
    expect(await get(`${url}&asOf=2026-04-01T09:00:00Z`)).toMatchObject({ total: now, settled: false });
    expect(await get(`${url}&asOf=2026-04-01T08:59:59Z`)).toMatchObject({ total: now - 1, settled: true });
    expect(await get(`${url}&asOf=2030-01-01T00:00:00Z`)).toMatchObject({ total: now, settled: false });
    expect(await get(`${url}&asOf=2000-01-01T00:00:00Z`)).toMatchObject({ total: 0, settled: true });
  });

  it('shows one moment on all pages of a queue', async () => {
    at('2026-05-01T09:00:00.000Z');
    let last = '';
    for (let i = 0; i < 5; i++) last = (await open()).position;
    const first = await get(`/api/v1/desks/${DESK}/queue?limit=2&minPosition=${last}`);
    await open();
    const places: number[] = [];
    let page = first;
    for (;;) {
      places.push(...page.entries.map(({ place }: { place: number }) => place));
      expect(page).toMatchObject({ total: first.total, position: first.position });
      if (page.next === null) break;
      page = await get(`/api/v1/desks/${DESK}/queue?limit=2&cursor=${page.next}`);
    }
    expect(places).toEqual(Array.from({ length: first.total }, (_, i) => i + 1));
  });

  it('refuses moments from nowhere, each with its code', async () => {
    const { id } = await open();
    const { basis, position } = await get(`/api/v1/tickets/${id}`);
    const { logId } = api.helpDesk.store;
    const foreign = encodeBasis({ logId: 'another', position, view: 'ticket-details@1' });
    const retired = encodeBasis({ logId, position, view: 'ticket-details@0' });
    const otherView = encodeBasis({ logId, position, view: 'queue@1' });
    const beyond = '9'.repeat((position as string).length);
    const cases: [string, number, string][] = [
      ['yesterday', 400, 'as-of-invalid'],
      ['2026-13-40T25:00:00Z', 400, 'as-of-invalid'],
      [`${basis as string}x`, 400, 'basis-malformed'],
      ['b1.', 400, 'basis-malformed'],
      [foreign, 422, 'basis-foreign-log'],
      [retired, 410, 'view-retired'],
      [otherView, 400, 'basis-other-view'],
      [beyond, 422, 'position-not-reached'],
      ['17', 422, 'position-unknown'],
    ];
    for (const [asOf, status, code] of cases) {
      const answer = await api.call('GET', `/api/v1/tickets/${id}?asOf=${encodeURIComponent(asOf)}`, {
        as: 'auditor',
      });
      expect({ asOf, status: answer.status, code: answer.body.code }).toEqual({ asOf, status, code });
    }
    const several = await api.call('GET', `/api/v1/customers/${CUSTOMER}/history?asOf=2026-04-01T09:00:00Z`, {
      as: 'auditor',
    });
    expect(several).toMatchObject({ status: 400, body: { code: 'desk-needed' } });
  });

  it('hides from either customer the time of the other when a ticket was opened for the wrong one', async () => {
    const { id, position } = await open();
    const other = '00000000-0000-4000-8000-0000000000c9';
    await api.call('POST', `/api/v1/tickets/${id}/corrections`, {
      as: 'administrator',
      body: { what: 'customer', customer: other, reason: 'спутали' },
    });
    const token = await api.token('customer', { customer: other, subject: other });
    expect(await api.call('GET', `/api/v1/tickets/${id}`, { as: 'customer' })).toMatchObject({ status: 404 });
    expect(await api.call('GET', `/api/v1/tickets/${id}?asOf=${position}`, { as: 'customer' })).toMatchObject(
      { status: 404 },
    );
    expect(await api.call('GET', `/api/v1/tickets/${id}`, { as: { token } })).toMatchObject({ status: 200 });
    expect(await api.call('GET', `/api/v1/tickets/${id}?asOf=${position}`, { as: { token } })).toMatchObject({
      status: 404,
    });
  });
});
