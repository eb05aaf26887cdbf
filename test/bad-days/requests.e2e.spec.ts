import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { type Build, buildProduct } from '../product/build.js';
import { productDatabase, type ProductDatabase } from '../product/database.js';
import { type Answer, call, REQUEST } from '../product/http.js';
import { type Product, startProduct } from '../product/product.js';

const LONG_MS = 120_000;

let build: Build;
let base: string;
let database: TestDatabase;
let roles: ProductDatabase;
let product: Product;

beforeAll(async () => {
  build = buildProduct();
  base = mkdtempSync(join(tmpdir(), 'help-desk-requests-'));
  database = await testDatabase();
  roles = await productDatabase(database.url);
  product = await startProduct(build, { ...roles.env, DATA_DIR: join(base, 'data') });
}, LONG_MS);
afterAll(async () => {
  await product?.stop();
  await roles?.dropRole();
  await database?.drop();
  rmSync(base, { recursive: true, force: true });
  build?.remove();
}, LONG_MS);

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  call(product, 'POST', path, { as: 'customer', body, headers });
const open = (key: string) => post('/api/v1/tickets', REQUEST, { 'idempotency-key': key });
const times = <T>(n: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));
const different = (answers: readonly Answer[]) => [
  ...new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)),
];

/** Types of a ticket's events, in order. */
async function logged(id: string): Promise<string[]> {
  const { body } = await call(product, 'GET', `/api/v1/tickets/${id}/history`, { as: 'auditor' });
  return (body.lines as { type: string }[]).map(({ type }) => type);
}

describe('requests at once', () => {
  it('open one ticket when a hundred of them are the same', async () => {
    const answers = await times(100, () => open('a-hundred-times'));
    expect(different(answers)).toHaveLength(1);
    expect(answers[0]?.status).toBe(201);
    const { body } = await call(product, 'GET', `/api/v1/tickets?minPosition=${answers[0]?.body.position}`, {
      as: 'operator',
    });
    expect(body.tickets).toHaveLength(1);
  });

  it('write one reply when they bear the same key, and all replies when each has its own', async () => {
    const { id } = (await open(randomUUID())).body;
    const reply = (text: string, key: string) =>
      post(`/api/v1/tickets/${id}/replies`, { text, channel: 'account' }, { 'idempotency-key': key });
    const same = await times(20, () => reply('раз', 'the-same-key'));
    expect(different(same)).toHaveLength(1);
    expect(same[0]?.status).toBe(200);
    // Twenty writers on one ticket: whoever loses too many races is told so, and repeats.
    const own = await times(20, async (n) => {
      for (;;) {
        const answer = await reply(`номер ${n}`, `own-key-${n}`);
        if (answer.body.code !== 'conflict' || !answer.headers.has('retry-after')) return answer.status;
      }
    });
    expect(own).toEqual(Array.from({ length: 20 }, () => 200));
    expect((await logged(id)).filter((type) => type === 'CustomerReplied')).toHaveLength(21);
  });

  it('under one key and with different bodies do one of them, and refuse the other', async () => {
    const { id } = (await open(randomUUID())).body;
    const answers = await times(10, (n) =>
      post(
        `/api/v1/tickets/${id}/replies`,
        { text: `вариант ${n % 2}`, channel: 'account' },
        { 'idempotency-key': 'one-key-two-bodies' },
      ),
    );
    const codes = answers.map(({ status, body }) => body.code ?? status).sort();
    expect(codes).toEqual([
      ...Array<number>(5).fill(200),
      ...Array<string>(5).fill('idempotency-key-reused'),
    ]);
    expect((await logged(id)).filter((type) => type === 'CustomerReplied')).toHaveLength(1);
  });

  it('of whom each names the version it saw: one is taken, the others get 412', async () => {
    const { id, version } = (await open(randomUUID())).body;
    const answers = await times(10, (n) =>
      post(
        `/api/v1/tickets/${id}/replies`,
        { text: `${n}`, channel: 'account' },
        { 'if-match': `"${version}"` },
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
  });
});

const PATH = '/api/v1/tickets';
const json = (body: string | Buffer, headers: readonly string[] = []) => ({
  head: [`POST ${PATH} HTTP/1.1`, 'Content-Type: application/json', ...headers],
  body,
});
const get = (path: string, ...headers: string[]) => ({
  head: [`GET ${path} HTTP/1.1`, ...headers],
  body: '',
});
const deep = (n: number) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`;
const valid = JSON.stringify(REQUEST);

/** What a well-meaning client never sends, and the statuses that may answer it. */
const ABUSE: readonly (readonly [string, { head: readonly string[]; body: string | Buffer }, number[]])[] = [
  ['a body above the limit', json(`{"text":"${'x'.repeat(600 * 1024)}"}`), [413]],
  [
    'a body above the limit that does not say so',
    json(`{"text":"${'x'.repeat(600 * 1024)}"}`, ['Chunked']),
    [413],
  ],
  ['objects in objects, ten thousand deep', json(deep(10_000)), [400]],
  ['objects in a field, ten thousand deep', json(`{"contact":${deep(10_000)}}`), [400]],
  [
    'lists in lists, fifty thousand deep',
    json(`{"supplies":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
    [400],
  ],
  [
    'a hundred thousand fields',
    json(`{${Array.from({ length: 40_000 }, (_, i) => `"f${i}":1`).join()}}`),
    [400],
  ],
  ['a poisoned prototype', json('{"__proto__":{"admin":true},"constructor":{"prototype":{}}}'), [400]],
  [
    'text that is not UTF-8',
    json(Buffer.concat([Buffer.from('{"subject":"'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('"}')])),
    [400],
  ],
  ['half of a character', json(valid.replace('Нет связи', '\\ud83d')), [400]],
  ['U+0000', json(valid.replace('Нет связи', 'а\\u0000б')), [400]],
  ['a number beyond numbers', json('{"desk":1e999}'), [400]],
  ['nothing', json(''), [400]],
  ['a list', json('[]'), [400]],
  ['null', json('null'), [400]],
  ['a byte-order mark and nothing', json('\ufeff'), [400]],
  [
    'a form',
    { head: [`POST ${PATH} HTTP/1.1`, 'Content-Type: application/x-www-form-urlencoded'], body: 'a=b' },
    [415],
  ],
  ['a packed body', json(valid, ['Content-Encoding: gzip']), [415]],
  ['two keys', json(valid, ['Idempotency-Key: a', 'Idempotency-Key: b']), [400]],
  ['a key of 256 characters', json(valid, [`Idempotency-Key: ${'k'.repeat(256)}`]), [400]],
  ['a key in Cyrillic', json(valid, ['Idempotency-Key: ключ']), [400]],
  ['an If-Match of no version', json(valid, ['If-Match: "x"']), [400]],
  ['a header of 20 kB', get(PATH, `X-Long: ${'x'.repeat(20_000)}`), [431]],
  ['three thousand headers', get(PATH, ...Array.from({ length: 3000 }, (_, i) => `X-${i}: 1`)), [200, 431]],
  ['a token of garbage', get(PATH, 'Authorization: Bearer ....'), [401]],
  ['two tokens', get(PATH, 'Authorization: Basic YTpi'), [401]],
  ['a language of garbage', get(PATH, `Accept-Language: ${'ru;q=9,'.repeat(500)}`), [200]],
  ['an address that does not decode', get(`${PATH}/%ff%fe`), [400, 404]],
  ['an address with U+0000', get(`${PATH}/%00`), [400, 404]],
  ['an address of 9 kB', get(`${PATH}/${'x'.repeat(9000)}`), [404, 414]],
  ['dots in the address', get('/api/v1/../../etc/passwd'), [404]],
  ['a query of two kinds', get(`${PATH}?limit=1&limit=2&words[]=a&words[b]=c`), [400]],
  ['a query with U+0000', get(`${PATH}?words=%00`), [400]],
  ['a cursor of garbage', get(`${PATH}?cursor=AAAA`), [400]],
  [
    'a position from nowhere',
    get('/api/v1/desks/internet-provider/queue?asOf=9999999999999999999'),
    [400, 422],
  ],
  [
    'an instant that is none',
    get('/api/v1/desks/internet-provider/queue?asOf=2026-02-30T00:00:00Z'),
    [400, 422],
  ],
  [
    'an instant of the year 9999',
    get('/api/v1/desks/internet-provider/queue?asOf=9999-12-31T23:59:59Z'),
    [200, 400, 422],
  ],
  ['a method that is none', { head: [`BREW ${PATH} HTTP/1.1`], body: '' }, [400, 404, 405]],
  ['another protocol', { head: ['\u0016\u0003\u0001 hello'], body: '' }, [400]],
];

describe('abuse is refused, and the service goes on', () => {
  it.each(ABUSE)('%s', async (_, { head, body }, statuses) => {
    expect(statuses).toContain(await statusOf(head, body));
    expect((await call(product, 'GET', '/health/ready')).status).toBe(200);
  });
});

/** Of the API, bytes. */
const BODY_LIMIT = 512 * 1024;

/** Sent by hand: a client library would put most of it right. */
function statusOf(head: readonly string[], body: string | Buffer): Promise<number> {
  const { hostname, port } = new URL(product.address);
  const bytes = Buffer.from(body);
  // A refused body is not read to its end, and what is still on its way then lets the kernel throw the answer away: so no
  // more is sent than shows that it is too long.
  const sent = bytes.subarray(0, BODY_LIMIT + 1);
  const chunked = head.includes('Chunked');
  const own = head.some((line) => line.startsWith('Authorization'));
  const reader = head[0]?.startsWith('POST') === true ? 'customer' : 'operator';
  const lines = [
    ...head.filter((line) => line !== 'Chunked'),
    `Host: ${hostname}:${port}`,
    'Connection: close',
    ...(own ? [] : [`Authorization: Bearer ${product.token(reader)}`]),
    ...(chunked
      ? ['Transfer-Encoding: chunked']
      : head[0]?.startsWith('POST')
        ? [`Content-Length: ${bytes.length}`]
        : []),
  ];
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      if (chunked)
        socket.write(
          Buffer.concat([
            Buffer.from(`${bytes.length.toString(16)}\r\n`),
            sent,
            ...(sent.length < bytes.length ? [] : [Buffer.from('\r\n0\r\n\r\n')]),
          ]),
        );
      else if (bytes.length <= BODY_LIMIT) socket.write(bytes);
    });
    const done = () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(said)?.[1];
      if (status === undefined) reject(new Error(`no answer: ${said}`));
      else resolve(Number(status));
    };
    socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
    // A server that has refused a body need not read the rest of it.
    socket.once('error', done);
    socket.once('end', done);
  });
}
