import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Installation, installation } from '../testing/installation.js';
import { example } from './testing/import-fixture.js';

const LOG = example('state-rows/tickets.csv');
const MAPPING = example('state-rows/mapping.json');

/** One installation after the other steps of an operator: import, look, import again, go live. */
describe('bringing a log into a desk from the command line', () => {
  let here: Installation;
  let refused: string;
  const importing = (...args: string[]) =>
    here.ops('import', LOG, '--mapping', MAPPING, '--desk', 'finale', '--refused', refused, ...args);

  beforeAll(async () => {
    here = await installation(randomBytes(32));
    refused = join(here.folder, 'refused.csv');
  });
  afterAll(() => here.drop());

  it('refuses a mapping that does not fit with every reason, and leaves the desk as it was', async () => {
    const wrong = join(here.folder, 'wrong.json');
    const mapping = readFileSync(MAPPING, 'utf8');
    writeFileSync(wrong, mapping.replaceAll('"Topic"', '"Subject"').replaceAll('{Topic}', '{Subject}'));
    const answer = await here.ops('import', LOG, '--mapping', wrong, '--desk', 'finale');
    expect(answer).toMatchObject({ exitCode: 2 });
    expect(answer.err).toContain('the file has no column "Subject"');
    expect(readdirSync(example('state-rows')).filter((name) => name.includes('refused'))).toEqual([]);
    expect((await here.ops('desk', 'list')).out).toMatch(/finale +live/);
  });

  it.each([
    ['an unknown desk', ['import', LOG, '--mapping', MAPPING, '--desk', 'nowhere'], 'There is no desk'],
    ['no such file', ['import', '/nowhere.csv', '--mapping', MAPPING, '--desk', 'finale'], "can't be read"],
    ['no such mapping', ['import', LOG, '--mapping', '/nowhere.json', '--desk', 'finale'], 'no such mapping'],
    ['no desk named', ['import', LOG, '--mapping', MAPPING], 'desk'],
    ['a wrong moment', ['queue', 'finale', '--as-of', 'yesterday'], 'is no moment'],
    ['a wrong limit', ['queue', 'finale', '--limit', '0'], 'is no number of places'],
    ['a mistyped number', ['replay', 'FI-25000001-0'], 'is no ticket number'],
    ['an unknown ticket', ['replay', '00000000-0000-4000-8000-000000000000'], 'There is no ticket'],
  ])('says what is wrong with %s', async (_, args, sentence) => {
    const { exitCode, err } = await here.ops(...args);
    expect(exitCode).toBeGreaterThan(0);
    expect(err).toContain(sentence);
  });

  it('imports, accounts for every row, lists the refused ones, and leaves nothing behind', async () => {
    const { exitCode, out } = await importing();
    expect(out).toContain('38 rows = 30 changed + 2 without effect + 6 refused');
    expect(exitCode).toBe(0);
    const listed = readFileSync(refused, 'utf8').trim().split('\n');
    expect(listed).toHaveLength(6);
    expect(listed).toContainEqual(expect.stringMatching(/^\d+,time-unreadable,"The time of the row/));
    expect(readdirSync(here.env.DATA_DIR ?? '').filter((name) => name.startsWith('import-'))).toEqual([]);
    expect(existsSync(`${refused}.part`)).toBe(false);
    expect((await here.ops('desk', 'list')).out).toMatch(/finale +importing/);
  });

  it('does nothing the second time', async () => {
    const { out } = await importing();
    expect(out).toContain('38 rows = 0 changed + 32 without effect + 6 refused');
    expect(out).toContain('0 events written');
  });

  it('shows the queue of a moment, the same from the log, and the life of a ticket in it', async () => {
    const moment = ['--as-of', '2025-02-04 16:30'];
    const queue = await here.ops('queue', 'finale', ...moment);
    expect(queue.out).toContain('2 of 2');
    const rows = (text: string) => text.split('\n').filter((line) => /FI-/.test(line));
    expect(rows((await here.ops('queue', 'finale', ...moment, '--from-log')).out)).toEqual(rows(queue.out));
    const number = /FI-\S+/.exec(queue.out)?.[0] ?? '';
    const life = await here.ops('replay', number, ...moment);
    expect(life.out).toContain(`Ticket ${number}, open`);
    expect(life.out).toContain('Clock ');
    const whole = await here.ops('replay', number.toLowerCase());
    expect(whole.out.length).toBeGreaterThan(life.out.length);
    expect((await here.ops('replay', number, '--as-of', '2020-01-01')).out).toContain('not open yet');
  });

  it('goes live, and takes no more history', async () => {
    expect((await here.ops('desk', 'go-live', 'finale')).out).toContain('is live');
    expect((await here.ops('desk', 'go-live', 'finale')).out).toContain('was live already');
    const { exitCode, err } = await importing();
    expect(exitCode).toBe(1);
    expect(err).toContain('was live with a case');
    expect((await here.ops('desk', 'list')).out).toMatch(/finale +live/);
  });
});

describe('a desk that was live with cases which are all closed', () => {
  let here: Installation;
  beforeAll(async () => {
    here = await installation(randomBytes(32));
  });
  afterAll(() => here.drop());

  it('takes no more history', async () => {
    const closed = join(here.folder, 'closed.csv');
    // T-4 is never closed.
    const rows = readFileSync(LOG, 'utf8').split('\n');
    writeFileSync(closed, rows.filter((row) => !row.startsWith('T-4;')).join('\n'));
    const importing = () => here.ops('import', closed, '--mapping', MAPPING, '--desk', 'finale');
    expect((await importing()).exitCode).toBe(0);
    expect((await here.ops('queue', 'finale')).out).toContain('0 of 0');
    expect((await here.ops('desk', 'go-live', 'finale')).out).toContain('is live');
    const { exitCode, err } = await importing();
    expect(exitCode).toBe(1);
    expect(err).toContain('was live with a case');
    expect((await here.ops('desk', 'list')).out).toMatch(/finale +live/);
  });
});
