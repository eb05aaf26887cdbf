import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { sweepForPlaintext } from './plaintext-sweep.js';
import { testDatabase, type TestDatabase } from './test-database.js';

const NAME = 'Аполлинария Эйхенвальд';
const PHONE = '+7 916 555-01-73';
const base64 = (text: string) => Buffer.from(text).toString('base64');

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('CREATE SCHEMA "Odd schema"; CREATE SCHEMA other');
  await client.query(
    'CREATE TABLE "Odd schema".leak (id int, t text, j json, b bytea, jb jsonb, a text[], v tsvector, n numeric)',
  );
  await client.query('CREATE TABLE other.leak (t text)');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe('the sweep', () => {
  it.each([
    ['text', 't', `vorher ${NAME} nachher`],
    ['text in other case', 't', NAME.toUpperCase()],
    ['text in base64', 't', base64(`x${NAME}yz`)],
    ['text in base64url', 't', base64(`xy${NAME}z`).replaceAll('+', '-').replaceAll('/', '_')],
    ['text in hex', 't', Buffer.from(NAME).toString('hex')],
    ['json', 'j', JSON.stringify({ deep: [{ name: NAME }] })],
    ['json with escapes', 'j', JSON.stringify({ name: NAME }).replace(/[^\x20-\x7e]/g, escape)],
    ['jsonb', 'jb', JSON.stringify({ name: NAME })],
    ['bytes', 'b', Buffer.concat([Buffer.from([0, 255]), Buffer.from(NAME), Buffer.from([0])])],
    ['bytes in UTF-16', 'b', Buffer.from(NAME, 'utf16le')],
    ['an array', 'a', [`${NAME}`]],
  ])('finds a name in %s', async (_what, column, value) => {
    await client.query('TRUNCATE "Odd schema".leak');
    await client.query(`INSERT INTO "Odd schema".leak (id, ${column}) VALUES (1, $1)`, [value]);
    const { hits } = await sweepForPlaintext(database.url, ['Odd schema'], [PHONE, NAME]);
    expect(hits).toEqual([{ table: 'Odd schema.leak', column, sentinel: NAME, rows: 1 }]);
  });

  it('says what it looked at, and looks at nothing else', async () => {
    await client.query('INSERT INTO other.leak VALUES ($1)', [NAME]);
    await client.query('TRUNCATE "Odd schema".leak');
    const { columns, hits } = await sweepForPlaintext(database.url, ['Odd schema'], [NAME]);
    expect(columns.map((column) => column.split('.').at(-1))).toEqual([
      'id',
      't',
      'j',
      'b',
      'jb',
      'a',
      'v',
      'n',
    ]);
    expect(hits).toEqual([]);
  });
});

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
