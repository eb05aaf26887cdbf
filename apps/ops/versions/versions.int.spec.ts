import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { loadSettings } from '#platform';
import { openInfrastructure } from '../../composition/infrastructure.js';
import { explainFailure } from '../../composition/explain-failure.js';
import { type Installation, installation, runCommand } from '../testing/installation.js';

let desk: Installation;
beforeEach(async () => {
  desk = await installation(Buffer.alloc(32, 1));
});
afterEach(() => desk.drop());

async function asOwner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: desk.ownerUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

describe('ops migrate', () => {
  it('makes the tables, and finds nothing to do the second time', async () => {
    expect((await desk.ops('data')).out).toContain('log: not there yet');
    expect(await desk.ops('migrate')).toMatchObject({ exitCode: 0 });
    const { out } = await desk.ops('data');
    expect(out).toMatch(/^Database: PostgreSQL \d+/);
    expect(out).toMatch(/^log: \d+ migrations, the last is \S+\nvault: \d+ .*\nread: \d+ /m);
    expect(await desk.ops('migrate')).toMatchObject({ exitCode: 0 });
    expect((await desk.ops('data')).out).toBe(out);
  });

  it.each([
    ['log', `INSERT INTO log.migrations (name, digest) VALUES ('999-later', '')`],
    ['vault', `INSERT INTO vault.migrations (name, digest) VALUES ('999-later', '')`],
    ['read', `INSERT INTO read.migrations ("timestamp", name) VALUES (9999, 'Later9999')`],
  ])('refuses tables of %s that a newer version made', async (schema, sql) => {
    await desk.ops('migrate');
    await asOwner(sql);
    expect(await desk.ops('migrate')).toMatchObject({
      exitCode: 1,
      err: `The data was written by a newer version of the help desk (${schema}); start that version.\n`,
    });
  });

  it('needs the owner; and without tables the service says what is missing', async () => {
    const { DATABASE_ADMIN_URL: _, ...env } = desk.env;
    expect(await runCommand(env, ['migrate'])).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('DATABASE_ADMIN_URL'),
    });
    const failure = await openInfrastructure({ settings: loadSettings(env), purpose: 'a test' }).catch(
      explainFailure,
    );
    expect(failure).toMatchObject({ code: 'schema-missing' });
  });
});
