import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleRegulation } from '#regulation';
import { builtInCalendars } from '#working-time';
import { type Installation, installation } from '../testing/installation.js';

let desk: Installation;
const file = (name: string) => join(desk.folder, name);
const reason = ['--reason', 'first version'];

beforeAll(async () => {
  desk = await installation(Buffer.alloc(32, 7));
  expect(await desk.ops('migrate')).toMatchObject({ exitCode: 0 });
  writeFileSync(file('calendar.json'), JSON.stringify(builtInCalendars.it));
  writeFileSync(file('regulation.json'), JSON.stringify(sampleRegulation('finale')));
});

afterAll(() => desk.drop());

describe('ops regulations and ops calendars', () => {
  it('name what is missing before anything is published', async () => {
    const validated = await desk.ops('regulations', 'validate', file('regulation.json'));
    expect(validated).toMatchObject({ exitCode: 1 });
    expect(validated.out).toContain('/calendar: The production calendar it is not published.');
  });

  it('publish a calendar, then the regulation that counts by it, and list both', async () => {
    const calendar = ['calendars', 'publish', file('calendar.json'), '--effective-from', '2009-01-01'];
    expect(await desk.ops(...calendar, ...reason)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('it@1 is published'),
    });
    expect(await desk.ops('regulations', 'publish', file('regulation.json'), ...reason)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('finale@1 is published'),
    });
    expect((await desk.ops('regulations', 'list')).out).toContain('finale@1  in force from');
    expect((await desk.ops('calendars', 'list')).out).toContain('it@1  in force from 2009-01-01');
  });

  it('take the same document once, and refuse another under its version, in one sentence', async () => {
    expect(await desk.ops('regulations', 'publish', file('regulation.json'), ...reason)).toMatchObject({
      exitCode: 0,
    });
    writeFileSync(file('other.json'), JSON.stringify({ ...sampleRegulation('finale'), source: 'another' }));
    const other = await desk.ops('regulations', 'publish', file('other.json'), ...reason);
    expect(other).toMatchObject({ exitCode: 1, err: expect.stringContaining('The next version is 2') });
    expect(other.err.trim().split('\n')).toHaveLength(1);
  });

  it('refuse what is no document, with every finding, and publish nothing', async () => {
    writeFileSync(
      file('bad.json'),
      JSON.stringify({ ...sampleRegulation('finale'), version: 2, zone: 'Nowhere/Land' }),
    );
    const bad = await desk.ops('regulations', 'publish', file('bad.json'), ...reason);
    expect(bad.exitCode).toBe(1);
    expect(bad.out).toContain('/zone: The time zone Nowhere/Land is unknown.');
    expect((await desk.ops('regulations', 'list')).out).not.toContain('finale@2');
    writeFileSync(file('text.json'), 'no json');
    expect((await desk.ops('calendars', 'validate', file('text.json'))).err).toContain(
      "can't be read as JSON",
    );
  });
});
