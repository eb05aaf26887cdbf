import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EventStoreDbDouble, startDouble } from '../../../test/eventstoredb-double/index.js';
import { type Installation, installation, runCommand } from '../testing/installation.js';

let desk: Installation;
let double: EventStoreDbDouble;

beforeEach(async () => {
  [desk, double] = [await installation(Buffer.alloc(32, 7)), await startDouble()];
  expect(await desk.ops('migrate')).toMatchObject({ exitCode: 0 });
  expect(await desk.ops('projections', 'list')).toMatchObject({ exitCode: 0 });
});
afterEach(async () => {
  await double.close();
  await desk.drop();
});

const moved = (...args: string[]) => runCommand({ ...desk.env, EVENTSTORE_URL: double.url }, args);

async function sql(statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: desk.ownerUrl });
  await client.connect();
  const { rowCount } = await client.query(statement);
  await client.end();
  return rowCount ?? 0;
}

describe('read models of the log that was copied', () => {
  it('are refused over the copy until they are given up, once', async () => {
    expect(await moved('projections', 'list')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('another log'),
    });
    const adopted = await moved('event-store', 'adopt');
    expect(adopted).toMatchObject({ exitCode: 0, out: expect.stringContaining('thrown away') });
    expect(await moved('projections', 'list')).toMatchObject({ exitCode: 0, err: '' });
    expect((await moved('event-store', 'adopt')).out).toContain('nothing was changed');
    expect(await desk.ops('projections', 'list')).toMatchObject({ exitCode: 1 });
  });

  it('are kept where they are of the log that is set', async () => {
    await sql(`INSERT INTO read.checkpoints (name, position) VALUES ('kept', '')`);
    expect((await desk.ops('event-store', 'adopt')).out).toContain('nothing was changed');
    await sql(
      `DELETE FROM read.checkpoints WHERE name = 'kept' AND 1 / (SELECT count(*) FROM read.checkpoints) = 1`,
    );
  });

  it('are not taken from a service that runs, nor without the right to', async () => {
    await sql(`INSERT INTO read.leases VALUES ('projections', 'somebody', 1, now() + interval '1 hour')`);
    const run = await moved('event-store', 'adopt');
    expect(run).toMatchObject({ exitCode: 1, err: expect.stringContaining('Stop all its processes') });
    const { DATABASE_ADMIN_URL: _owner, ...env } = desk.env;
    const plain = await runCommand({ ...env, EVENTSTORE_URL: double.url }, ['event-store', 'adopt']);
    expect(plain).toMatchObject({ exitCode: 1, err: expect.stringContaining('DATABASE_ADMIN_URL') });
    expect(await desk.ops('projections', 'list')).toMatchObject({ exitCode: 0 });
  });
});
