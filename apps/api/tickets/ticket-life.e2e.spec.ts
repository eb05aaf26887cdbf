import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Answer,
  type ApiFixture,
  apiFixture,
  CUSTOMER,
  DESK,
  OTHER_CUSTOMER,
} from '../testing/api-fixture.js';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const request = {
  desk: DESK,
  channel: 'account',
  serviceKind: 'network-problem',
  subject: 'Нет связи',
  text: 'Индикатор линии не горит',
};
const open = (changes: object = {}, headers: Record<string, string> = {}) =>
  api.call('POST', '/api/v1/tickets', { as: 'customer', body: { ...request, ...changes }, headers });
const at = (instant: string) => void (api.clock.now = new Date(instant));
const act = (as: 'customer' | 'operator' | 'engineer' | 'administrator', path: string, body: object) =>
  api.call('POST', `/api/v1/tickets/${path}`, { as, body });
const expectDone = (answer: Answer) => expect(answer).toMatchObject({ status: 200 });

describe('a ticket over HTTP', () => {
  it('is opened, worked on, answered and closed, and every view shows it', async () => {
    at('2026-03-02T09:00:00.000Z');
    const opened = await open();
    expect(opened).toMatchObject({ status: 201 });
    const { id, number } = opened.body;
    expect(opened.headers).toMatchObject({
      location: `/api/v1/tickets/${id}`,
      etag: `"${opened.body.version}"`,
      'log-position': opened.body.position,
    });

    at('2026-03-02T09:10:00.000Z');
    expectDone(await act('engineer', `${id}/taking-up`, {}));
    at('2026-03-02T09:20:00.000Z');
    expectDone(await act('operator', `${number}/information-requests`, { text: 'Какой модем?' }));
    at('2026-03-02T11:20:00.000Z');
    expectDone(await act('customer', `${id}/replies`, { text: 'Синий', channel: 'account' }));
    expectDone(await act('operator', `${id}/notes`, { text: 'Знакомая история', visibility: 'internal' }));
    at('2026-03-02T11:30:00.000Z');
    const last = await act('engineer', `${id}/answers`, {
      text: 'Починено',
      channel: 'account',
      solution: true,
    });
    expectDone(last);

    const queue = await api.call('GET', `/api/v1/desks/${DESK}/queue?minPosition=${last.body.position}`, {
      as: 'operator',
    });
    expect(queue).toMatchObject({
      status: 200,
      body: { total: 1, stale: false, entries: [{ place: 1, ticket: id, number }] },
    });

    const clocks = await api.call('GET', `/api/v1/tickets/${id}/clocks`, { as: 'customer' });
    const resolution = clocks.body.clocks.find((clock: { metric: string }) => clock.metric === 'resolution');
    expect(resolution).toMatchObject({ state: 'met', inTime: true });
    const explained = await api.call(
      'GET',
      `/api/v1/tickets/${id}/clocks/${encodeURIComponent(resolution.clock)}/explanation`,
      { as: 'customer' },
    );
    const counted = explained.body.stretches
      .filter((stretch: { kind: string }) => stretch.kind === 'counted')
      .reduce(
        (sum: number, { from, to }: { from: string; to: string }) => sum + Date.parse(to) - Date.parse(from),
        0,
      );
    expect(explained.status).toBe(200);
    expect(counted).toBe(explained.body.elapsedMs);
    expect(explained.body.clock).toBe(resolution.clock);
    expect(explained.body.stretches.map((stretch: { kind: string }) => stretch.kind)).toContain('paused');

    at('2026-03-02T12:00:00.000Z');
    const closed = await act('customer', `${id}/closure`, { reason: 'solved' });
    expectDone(closed);
    const after = await api.call('GET', `/api/v1/desks/${DESK}/queue?minPosition=${closed.body.position}`, {
      as: 'operator',
    });
    expect(after.body.total).toBe(0);
    const found = await api.call('GET', `/api/v1/tickets?words=модем&minPosition=${closed.body.position}`, {
      as: 'operator',
    });
    expect(found.body.tickets).toMatchObject([{ id, status: 'closed' }]);
  });

  it('reads its history in the language asked for, the customer only what is meant for him', async () => {
    const { id } = (await open()).body;
    await act('operator', `${id}/notes`, { text: 'между нами', visibility: 'internal' });
    await act('operator', `${id}/answers`, { text: 'Смотрим', channel: 'account', solution: false });
    const history = (as: 'customer' | 'auditor', language: string) =>
      api.call('GET', `/api/v1/tickets/${id}/history`, { as, headers: { 'accept-language': language } });
    const ofAuditor = (await history('auditor', 'en')).body;
    expect(ofAuditor.lines[0].sentence).toMatch(
      /^Ticket IP-26\d{6}-. opened, kind of service network-problem/,
    );
    expect(JSON.stringify(ofAuditor)).toContain('между нами');
    const ofCustomer = (await history('customer', 'ru;q=0.9, en;q=0.1')).body;
    expect(ofCustomer.lines[0].sentence).toMatch(/^Заявка IP-26\d{6}-. открыта/);
    expect(ofCustomer.language).toBe('ru');
    expect(JSON.stringify(ofCustomer)).not.toContain('между нами');
    const shown = (await api.call('GET', `/api/v1/tickets/${id}`, { as: 'customer' })).body;
    expect(JSON.stringify(shown)).not.toContain('между нами');
    expect(JSON.stringify(shown)).toContain('Смотрим');
    const answerLine = ofCustomer.lines.find((line: { type: string }) => line.type === 'Answered');
    expect(answerLine).not.toHaveProperty('actor');
  });

  it('is opened once under one key, and the key is refused for another request or taken as new from another caller', async () => {
    const headers = { 'idempotency-key': 'open-1' };
    const first = await open({}, headers);
    expect((await open({}, headers)).body).toEqual(first.body);
    expect(await open({ subject: 'Другое' }, headers)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    const token = await api.token('customer', { subject: '00000000-0000-4000-8000-0000000000aa' });
    const other = await api.call('POST', '/api/v1/tickets', { as: { token }, body: request, headers });
    expect(other).toMatchObject({ status: 201 });
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('does a command once under one key, on one ticket', async () => {
    const [a, b] = [(await open()).body.id, (await open()).body.id];
    const reply = (id: string, text: string) =>
      api.call('POST', `/api/v1/tickets/${id}/replies`, {
        as: 'customer',
        body: { text, channel: 'account' },
        headers: { 'idempotency-key': 'reply-1' },
      });
    const first = await reply(a, 'раз');
    expect((await reply(a, 'раз')).body).toEqual(first.body);
    expect(await reply(a, 'два')).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await reply(b, 'раз')).toMatchObject({ status: 200 });
  });

  it('refuses a version that is out of date with 412, and the repeat of a done command names the version it saw', async () => {
    const { id, version } = (await open()).body;
    const headers = { 'if-match': `"${version}"`, 'idempotency-key': 'seen-1' };
    const call = (text: string, with_: Record<string, string>) =>
      api.call('POST', `/api/v1/tickets/${id}/replies`, {
        as: 'customer',
        body: { text, channel: 'account' },
        headers: with_,
      });
    const done = await call('раз', headers);
    expect(done.status).toBe(200);
    expect((await call('раз', headers)).body).toEqual(done.body);
    expect(await call('два', { 'if-match': `"${version}"` })).toMatchObject({
      status: 412,
      body: { code: 'version-mismatch' },
    });
  });

  it('is not there for another customer, in any way, nor can he open one for somebody else', async () => {
    const { id, number } = (await open()).body;
    const token = await api.token('customer', {
      customer: OTHER_CUSTOMER,
      subject: '00000000-0000-4000-8000-0000000000bb',
    });
    for (const path of ['', '/history', '/clocks', '/clocks/reaction-normal/explanation'])
      for (const name of [id, number])
        expect(await api.call('GET', `/api/v1/tickets/${name}${path}`, { as: { token } })).toMatchObject({
          status: 404,
          body: { code: 'ticket-not-found' },
        });
    const listed = await api.call('GET', `/api/v1/tickets?customer=${CUSTOMER}`, { as: { token } });
    expect(listed.body.tickets).toEqual([]);
    const opened = await api.call('POST', '/api/v1/tickets', {
      as: { token },
      body: { ...request, customer: CUSTOMER },
    });
    expect(opened).toMatchObject({ status: 404, body: { code: 'customer-not-found' } });
  });

  it('answers refusals of the regulation with their code and a sentence in the language asked for', async () => {
    const refused = await api.call('POST', '/api/v1/tickets', {
      as: 'customer',
      body: { ...request, serviceKind: 'unheard-of' },
      headers: { 'accept-language': 'ru' },
    });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'unknown-service-kind', title: 'Невыполнимый запрос' },
    });
    expect(refused.body.detail).toContain('unheard-of');
    const { id } = (await open()).body;
    expect(await act('operator', `${id}/reopening`, { reason: 'зачем' })).toMatchObject({
      status: 409,
      body: { code: 'ticket-not-closed' },
    });
  });
});
