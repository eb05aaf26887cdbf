import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type ApiFixture, apiFixture, CUSTOMER, DESK } from '../testing/api-fixture.js';
import { apiCatalogue } from '../create-api.js';

let api: ApiFixture;
let ticket: string;
const request = { desk: DESK, channel: 'account', serviceKind: 'network-problem', subject: 'а', text: 'б' };
beforeAll(async () => {
  api = await apiFixture();
  ticket = (await api.call('POST', '/api/v1/tickets', { as: 'customer', body: request })).body.id;
});
afterAll(() => api.close());

const open = (body: unknown) => api.call('POST', '/api/v1/tickets', { as: 'operator', body });
const good = { ...request, customer: CUSTOMER };

/** Body, the field that is wrong, and the code of its mistake. */
const FIELDS: [string, unknown, string, string][] = [
  ['an unknown field', { ...good, hurry: true }, '/hurry', 'unknown-field'],
  [
    'an unknown field inside',
    { ...good, contact: { name: 'a', nick: 'b' } },
    '/contact/nick',
    'unknown-field',
  ],
  ['a missing field', { ...good, subject: undefined }, '/subject', 'is-string'],
  ['a number for a text', { ...good, text: 5 }, '/text', 'is-string'],
  ['an object for a text', { ...good, text: { $gt: '' } }, '/text', 'is-string'],
  ['a blank text', { ...good, subject: ' \n ' }, '/subject', 'matches'],
  ['a text too long', { ...good, subject: 'x'.repeat(501) }, '/subject', 'max-length'],
  [
    'a text too long for the log, in letters of two units',
    { ...good, subject: '\u{1F600}'.repeat(251) },
    '/subject',
    'max-length',
  ],
  ['a null character', { ...good, text: 'a\u0000b' }, '/text', 'is-well-formed'],
  ['half a character', { ...good, text: 'a\ud800b' }, '/text', 'is-well-formed'],
  ['a desk that is no code', { ...good, desk: "x'; DROP TABLE" }, '/desk', 'matches'],
  ['a customer that is no UUID', { ...good, customer: '17' }, '/customer', 'is-uuid'],
  ['a wrong address', { ...good, contact: { email: 'nobody' } }, '/contact/email', 'is-email'],
  ['a list for an object', { ...good, contact: [1] }, '/contact', 'is-object'],
  ['a text for a list', { ...good, supplies: 'dump' }, '/supplies', 'is-array'],
  ['a repeated value', { ...good, supplies: ['a', 'a'] }, '/supplies', 'array-unique'],
  ['attributes of other kinds', { ...good, attributes: { a: 1 } }, '/attributes', 'is-text-map'],
  [
    'an instant with an offset',
    { ...good, occurredAt: '2026-03-02T09:00:00+03:00' },
    '/occurredAt',
    'is-instant',
  ],
  ['an instant that is none', { ...good, occurredAt: '2026-02-30T09:00:00Z' }, '/occurredAt', 'is-instant'],
];

describe('bad input', () => {
  it.each(FIELDS)('names the field and the mistake: %s', async (_, body, field, code) => {
    const answer = await open(body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(
      answer.body.errors.map((error: { field: string; code: string }) => [error.field, error.code]),
    ).toContainEqual([field, code]);
    const { detail } = answer.body.errors.find((error: { code: string }) => error.code === code);
    expect(detail).not.toBe(`field.${code}`);
    expect(detail).not.toContain('{');
  });

  it('takes null in an optional field for its absence', async () => {
    const body = {
      ...good,
      tariff: null,
      contact: { name: null, phone: '5' },
      equipment: null,
      supplies: null,
    };
    const answer = await open(body);
    expect(answer).toMatchObject({ status: 201 });
  });

  const json = { 'content-type': 'application/json' };
  const cases: [string, () => Promise<Answer>, number, string][] = [
    [
      'a body that is no JSON',
      () => api.call('POST', '/api/v1/tickets', { as: 'operator', body: '{"a":', headers: json }),
      400,
      'request-malformed',
    ],
    [
      'a prototype in the body',
      () =>
        api.call('POST', '/api/v1/tickets', {
          as: 'operator',
          body: '{"__proto__":{"role":"auditor"}}',
          headers: json,
        }),
      400,
      'request-malformed',
    ],
    [
      'a form',
      () =>
        api.call('POST', '/api/v1/tickets', {
          as: 'operator',
          body: 'a=b',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      415,
      'media-type-unsupported',
    ],
    ['a body too large', () => open({ ...good, text: 'x'.repeat(600_000) }), 413, 'body-too-large'],
    [
      'an unknown address',
      () => api.call('GET', '/api/v1/nowhere', { as: 'auditor' }),
      404,
      'route-not-found',
    ],
    [
      'an unknown desk',
      () => api.call('GET', '/api/v1/desks/nowhere/queue', { as: 'auditor' }),
      404,
      'desk-not-found',
    ],
    [
      'an unknown ticket',
      () => api.call('GET', '/api/v1/tickets/00000000-0000-4000-8000-000000000000', { as: 'auditor' }),
      404,
      'ticket-not-found',
    ],
    [
      'a number that is none',
      () => api.call('GET', '/api/v1/tickets/..%2f..', { as: 'auditor' }),
      404,
      'ticket-number-malformed',
    ],
    [
      'a mistyped number',
      () => api.call('GET', '/api/v1/tickets/IP-26000001-0', { as: 'auditor' }),
      422,
      'ticket-number-mistyped',
    ],
    [
      'an unknown clock',
      () => api.call('GET', `/api/v1/tickets/${ticket}/clocks/none/explanation`, { as: 'auditor' }),
      404,
      'clock-not-found',
    ],
    [
      'a cursor from nowhere',
      () => api.call('GET', '/api/v1/tickets?cursor=abc', { as: 'auditor' }),
      400,
      'cursor-unknown',
    ],
    [
      'a cursor of another list',
      async () =>
        api.call(
          'GET',
          `/api/v1/desks/${DESK}/queue?cursor=${(await api.call('GET', '/api/v1/events', { as: 'auditor' })).body.next}`,
          { as: 'auditor' },
        ),
      400,
      'cursor-unknown',
    ],
    [
      'a position from nowhere',
      () => api.call('GET', `/api/v1/tickets/${ticket}?minPosition=now!`, { as: 'auditor' }),
      400,
      'position-invalid',
    ],
    [
      'a page too long',
      () => api.call('GET', '/api/v1/tickets?limit=201', { as: 'auditor' }),
      400,
      'request-invalid',
    ],
    [
      'an unknown filter',
      () => api.call('GET', '/api/v1/tickets?owner=me', { as: 'auditor' }),
      400,
      'request-invalid',
    ],
    [
      'a filter given twice',
      () => api.call('GET', '/api/v1/tickets?desk=a&desk=b', { as: 'auditor' }),
      400,
      'request-invalid',
    ],
    [
      'a key that is none',
      () =>
        api.call('POST', '/api/v1/tickets', {
          as: 'operator',
          body: good,
          headers: { 'idempotency-key': 'два слова' },
        }),
      400,
      'idempotency-key-invalid',
    ],
    [
      'something of tomorrow',
      () =>
        api.call('POST', `/api/v1/tickets/${ticket}/replies`, {
          as: 'operator',
          body: { text: 'x', channel: 'account', occurredAt: '2126-01-01T00:00:00Z' },
        }),
      422,
      'occurred-in-the-future',
    ],
    [
      'a regulation that is none',
      () =>
        api.call('POST', `/api/v1/regulations/${DESK}/versions`, {
          as: 'administrator',
          body: { document: { desk: DESK }, reason: 'x' },
        }),
      422,
      'regulation-invalid',
    ],
    [
      'a calendar that is none',
      () =>
        api.call('POST', '/api/v1/calendars/ru/versions', {
          as: 'administrator',
          body: { document: { id: 'ru' }, reason: 'x' },
        }),
      422,
      'calendar-invalid',
    ],
  ];
  it.each(cases)('has its code: %s', async (_, call, status, code) => {
    const answer = await call();
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.body).toMatchObject({
      status,
      type: `/api/v1/problems/${code}`,
      correlationId: answer.headers['x-correlation-id'],
    });
    expect(answer.body.detail).not.toBe(code);
  });

  it('writes nothing of all that', async () => {
    const head = await api.helpDesk.store.head();
    for (const [, body] of FIELDS) await open(body);
    expect(await api.helpDesk.store.head()).toBe(head);
  });

  it('keeps the correlation id of the caller where it is a plain word, and none that is not', async () => {
    const call = (id: string) => api.call('GET', '/api/v1/nowhere', { headers: { 'x-correlation-id': id } });
    expect((await call('order-12345678')).body.correlationId).toBe('order-12345678');
    expect((await call('<script>alert(1)</script>')).body.correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('tells nothing of its inside when something unforeseen happens', async () => {
    const { readStore } = api.helpDesk;
    const query = readStore.query.bind(readStore);
    Object.assign(readStore, { query: () => Promise.reject(new Error('password=hunter2 at /srv/app')) });
    const answer = await api.call('GET', `/api/v1/tickets?minPosition=`, { as: 'auditor' });
    Object.assign(readStore, { query });
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|srv|Error/);
    expect(api.logged.at(-1)).toMatchObject({
      message: 'request failed',
      fields: { code: 'internal', correlationId: answer.body.correlationId },
    });
  });

  it('has every code in both languages at /api/v1/problems', async () => {
    const list = async (language: string) =>
      (await api.call('GET', '/api/v1/problems', { headers: { 'accept-language': language } })).body
        .problems as { code: string; sentence: string }[];
    const [ru, en] = [await list('ru'), await list('en')];
    expect(ru.map(({ code }) => code)).toEqual(en.map(({ code }) => code));
    expect(ru.filter(({ sentence }) => !/[а-яё]/i.test(sentence))).toEqual([]);
    expect(apiCatalogue().has('internal')).toBe(true);
  });

  it('names the year that the calendar lacks', async () => {
    const { document } = (await api.call('GET', `/api/v1/regulations/${DESK}`, { as: 'auditor' })).body;
    const strict = { ...document, version: document.version + 1, beyondCalendar: 'refuse' };
    const published = await api.call('POST', `/api/v1/regulations/${DESK}/versions`, {
      as: 'administrator',
      body: { document: strict, reason: 'без черновиков' },
    });
    expect(published).toMatchObject({ status: 201 });
    api.clock.now = new Date('2035-03-01T09:00:00.000Z');
    const answer = await open(good);
    expect(answer).toMatchObject({ status: 422, body: { code: 'calendar-year-missing' } });
    expect(answer.body.detail).toContain('2035');
  });
});
