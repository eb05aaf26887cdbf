import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { joinOrStartEmbeddedPostgres } from '#platform';
import { sweepForPlaintext, type SweepReport } from '#testing';
import { type Build, buildProduct } from '../product/build.js';
import { type Answer, call, REQUEST } from '../product/http.js';
import { type Product, type Role, startProduct } from '../product/product.js';
import { Planted } from './planted.js';

const LONG_MS = 120_000;
const planted = new Planted();
const refused: Answer[] = [];
const CORRELATION = 'privacy-sweep-0001';

let build: Build;
let base: string;
let dataDir: string;
let product: Product;
let superuserUrl: string;
let ticket: string;
let forwarded: string;
let shown: string;
let found: SweepReport;

beforeAll(async () => {
  build = buildProduct();
  base = mkdtempSync(join(tmpdir(), 'help-desk-privacy-'));
  dataDir = join(base, 'data');
  product = await startProduct(build, { DATA_DIR: dataDir, LOG_LEVEL: 'trace' });
  superuserUrl = (await joinOrStartEmbeddedPostgres({ dataDir, purpose: 'a test' })).superuserUrl;
  await live();
  found = await sweepForPlaintext(databaseUrl(), await schemas(), planted.words);
}, LONG_MS);
afterAll(async () => {
  await product?.stop();
  rmSync(base, { recursive: true, force: true });
  build?.remove();
}, LONG_MS);

const post = (as: Role, path: string, body: object) => call(product, 'POST', `/api/v1${path}`, { as, body });

async function open(desk: string, body: object): Promise<string> {
  const answer = await post('customer', '/tickets', { desk, ...body });
  if (answer.status !== 201) throw new Error(`${desk}: ${JSON.stringify(answer.body)}`);
  return answer.body.id as string;
}

const acting = (ticket: string) => async (as: Role, action: string, body: object) => {
  const answer = await post(as, `/tickets/${ticket}/${action}`, body);
  if (answer.status !== 200) throw new Error(`${action}: ${JSON.stringify(answer.body)}`);
  return answer.body.position as string;
};

const plant = (field: string) => planted.text(field);

/** Lives with a text of somebody's in every field that takes one; two desks, since no single one offers everything. */
async function live(): Promise<void> {
  await post('administrator', '/staff', {
    name: plant('staff name'),
    roles: ['engineer'],
    desks: [REQUEST.desk],
  });
  await withDevelopers();
  await read(await withManufacturer());
  await mistakes();
}

async function withDevelopers(): Promise<void> {
  ticket = await open('catalogue-software', {
    channel: 'email',
    serviceKind: 'operation',
    subject: plant('subject'),
    attributes: { site: plant('attribute') },
    // Longer than an event may be: such texts lie in the vault.
    text: `${plant('text')} ${'длинно '.repeat(2500)}`,
    contact: { name: plant('name'), phone: planted.phone('phone'), email: planted.email('email') },
  });
  const act = acting(ticket);
  await act('engineer', 'taking-up', {});
  await act('customer', 'priority-proposals', { priority: 'highly-critical', reason: plant('proposal') });
  await act('operator', 'priority', { priority: 'highly-critical', reason: plant('priority reason') });
  await act('operator', 'information-requests', { text: plant('question') });
  await act('customer', 'replies', { text: plant('reply'), channel: 'email' });
  await act('operator', 'notes', { text: plant('internal note'), visibility: 'internal' });
  await act('operator', 'notes', { text: plant('public note'), visibility: 'public' });
  await act('operator', 'updates', { text: plant('update'), channel: 'email' });
  await act('engineer', 'escalations', { question: plant('escalation') });
  await act('developer', 'escalation-answers', { text: plant('developers answer') });
  await act('customer', 'consents', { kind: 'remote-access', given: true, text: plant('consent') });
  await act('engineer', 'answers', { text: plant('answer'), channel: 'email', solution: true });
  await act('customer', 'closure', { reason: 'solved' });
  await act('operator', 'reopening', { reason: plant('reopening') });
}

async function withManufacturer(): Promise<string> {
  forwarded = await open('equipment-distributor', {
    channel: 'portal',
    serviceKind: 'explanation',
    subject: plant('other subject'),
    text: plant('other text'),
    supplies: ['request'],
  });
  const act = acting(forwarded);
  await act('engineer', 'taking-up', {});
  await act('customer', 'wishes', { text: plant('wish') });
  await act('engineer', 'forwardings', {
    manufacturer: 'Hikvision',
    defect: 'bug',
    text: plant('forwarding'),
  });
  return act('engineer', 'forwarding-answers', { text: plant('manufacturer answer') });
}

/** Every text as the service shows it, once the views have come to the last of them. */
async function read(position: string): Promise<void> {
  const get = (path: string) =>
    call(product, 'GET', `/api/v1${path}${path.includes('?') ? '&' : '?'}minPosition=${position}`, {
      as: 'auditor',
    });
  const paths = [ticket, forwarded].flatMap((id) => [`/tickets/${id}`, `/tickets/${id}/history`]);
  const answers = await Promise.all([...paths, '/staff'].map(get));
  shown = JSON.stringify(answers.map(({ body }) => body));
  await get(`/tickets?words=${encodeURIComponent(plant('searched'))}`);
}

/** Requests that are refused, with texts of people in them. */
async function mistakes(): Promise<void> {
  const text = planted.text('refused');
  const ask = (body: object) => post('customer', '/tickets', { ...REQUEST, ...body });
  const raw = async (body: string) => {
    const response = await fetch(`${product.address}/api/v1/tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${product.token('customer')}`, 'content-type': 'application/json' },
      body,
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  refused.push(
    await ask({ contact: { email: text } }),
    await ask({ contact: { phone: text.repeat(10) } }),
    await ask({ contact: text }),
    await ask({ subject: text.repeat(100) }),
    await ask({ desk: text }),
    await ask({ serviceKind: text }),
    await ask({ attributes: { address: [text] } }),
    await raw(`{"text": "${text}" oops`),
    await raw(`${text}`),
    await post('customer', `/tickets/${ticket}/closure`, { reason: text }),
    await call(product, 'GET', `/api/v1/tickets?limit=${encodeURIComponent(text)}`, { as: 'operator' }),
    await call(product, 'GET', `/api/v1/nowhere?name=${encodeURIComponent(text)}`, { as: 'operator' }),
  );
}

async function schemas(): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl() });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'`,
  );
  await client.end();
  return rows.map(({ name }) => name);
}

/** The superuser's own database is another one. */
function databaseUrl(): string {
  return superuserUrl.replace(/\/postgres$/, '/help_desk');
}

describe('texts of people', () => {
  it('are shown by the service to whoever may read them: each of them came in', () => {
    const unseen = planted.fields.filter(
      (field) =>
        !['searched', 'refused'].includes(field) &&
        !planted.wordsOf(field).some((word) => shown.includes(word)),
    );
    expect(unseen).toEqual([]);
  });

  it('lie in clear in the read models that are meant to show them, and nowhere else in the database', () => {
    const tables = new Set(found.columns.map((column) => column.slice(0, column.lastIndexOf('.'))));
    expect([...tables].join()).toMatch(/log\.events.*vault\./);
    const leaks = found.hits.filter(
      ({ table }) => !/^read\.(ticket_details|ticket_words|staff_directory)/.test(table),
    );
    expect(leaks).toEqual([]);
    const staffOnly = found.hits.filter(({ table }) => table.startsWith('read.staff_directory'));
    expect(new Set(staffOnly.map(({ sentinel }) => sentinel))).toEqual(
      new Set(planted.wordsOf('staff name')),
    );
    expect(found.hits.some(({ table }) => table.startsWith('read.ticket_details'))).toBe(true);
  });

  it('are not repeated by refusals', () => {
    expect(refused.map(({ status }) => status).filter((status) => status < 400 || status >= 500)).toEqual([]);
    expect(leaked(JSON.stringify(refused.map(({ body }) => body)))).toEqual([]);
  });

  it('do not come into logs and metrics, also when the database dies; log lines carry the correlation id', async () => {
    const { body: metrics } = await call(product, 'GET', '/metrics');
    const failed = await refusedWhileDead();
    expect(failed).toMatchObject({ status: 503, body: { correlationId: CORRELATION } });
    const said = await product.stop();
    const lines = said
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { correlationId?: string; msg: string });
    expect(lines).toContainEqual(
      expect.objectContaining({ correlationId: CORRELATION, msg: 'request refused' }),
    );
    const files = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toContain('postgres.log');
    const written = files.map(({ name }) => readFileSync(join(dataDir, name), 'utf8'));
    expect(leaked([metrics, said, ...written].join('\n'))).toEqual([]);
  });
});

/** The product brings a dead server back within a fraction of a second, so it may take some deaths to meet one. */
async function refusedWhileDead(): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  for (let deaths = 0; deaths < 20 && answer?.status !== 503; deaths++) {
    const [postmaster] = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(postmaster), 'SIGKILL');
    answer = await call(product, 'POST', `/api/v1/tickets/${ticket}/replies`, {
      as: 'customer',
      body: { text: planted.text('reply without database'), channel: 'account' },
      headers: { 'x-correlation-id': CORRELATION },
    });
  }
  return answer;
}

function leaked(text: string): readonly string[] {
  const lower = text.toLowerCase();
  return planted.words.filter(
    (word) => lower.includes(word.toLowerCase()) || text.includes(encodeURIComponent(word)),
  );
}
