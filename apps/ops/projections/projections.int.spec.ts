import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createPostgresEventStore } from '#event-store-postgres';
import { ProjectionRunner } from '#read-store';
import { seedDesks } from '#desks';
import { openHelpDesk } from '../../composition/help-desk.js';
import { PROJECTIONS } from '../../composition/projections.js';
import { type Installation, installation } from '../testing/installation.js';

let desk: Installation;

beforeAll(async () => {
  desk = await installation(Buffer.alloc(32, 7));
  expect(await desk.ops('migrate')).toMatchObject({ exitCode: 0 });
});

afterAll(() => desk.drop());

/** What the service does at its start: seeds the desks and builds the read models. */
async function serveOnce(): Promise<void> {
  const store = await createPostgresEventStore({ url: desk.appUrl });
  const { DATA_DIR = '', VAULT_KEK = '' } = desk.env;
  const helpDesk = await openHelpDesk({ store, url: desk.appUrl, dataDir: DATA_DIR, vaultKek: VAULT_KEK });
  await seedDesks(helpDesk.desks, helpDesk.publications, '2026-11-22T00:00:00.000Z');
  const at = '2026-11-22T00:00:00.000Z';
  const opened = await helpDesk.tickets.execute({
    ticketId: '00000000-0000-4000-8000-000000000001',
    commandId: '00000000-0000-4000-8000-000000000002',
    command: {
      type: 'OpenTicket',
      number: await helpDesk.ticketNumbers.next('catalogue-software', at),
      desk: 'catalogue-software',
      customer: '00000000-0000-4000-8000-0000000000c1',
      channel: 'email',
      serviceKind: 'operation',
      subject: 'No link',
      text: 'The lamp is dark',
    },
    actor: 'customer-1',
    role: 'customer',
    channel: 'email',
    now: at,
  });
  expect(opened.outcome).toBe('appended');
  const runner = new ProjectionRunner({
    readStore: helpDesk.readStore,
    store,
    decode: (events, options) => helpDesk.codec.decodeBatch(events, options),
    projections: PROJECTIONS,
  });
  await runner.start();
  const head = await store.head();
  for (const { name } of PROJECTIONS) {
    expect(await helpDesk.readStore.waitForPosition(name, head, 20_000)).toMatchObject({ stale: false });
  }
  await runner.stop();
  await helpDesk.close();
  await store.close();
}

async function sql(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: desk.appUrl });
  await client.connect();
  await client.query(text);
  await client.end();
}

describe('ops projections', () => {
  it('says so when nothing was built yet', async () => {
    expect(await desk.ops('projections', 'list')).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('There are no read models yet'),
    });
  });

  it('lists what was built, and finds it to be what the log says', async () => {
    await serveOnce();
    const { out } = await desk.ops('projections', 'list');
    for (const { name, version } of PROJECTIONS) expect(out).toContain(`${name}@${version}  active, live`);
    const verified = await desk.ops('projections', 'verify');
    expect(verified.exitCode).toBe(0);
    expect(verified.out.match(/: 0 differences/g)).toHaveLength(PROJECTIONS.length);
  });

  it('prints every difference and fails; a rebuild mends it', async () => {
    await sql(`UPDATE read.tickets_v1 SET priority = 'forged'`);
    const forged = await desk.ops('projections', 'verify', 'tickets');
    expect(forged.exitCode).not.toBe(0);
    expect(forged.out).toContain('tickets: different in rows');
    expect(forged.out).toContain('priority');
    expect(await desk.ops('projections', 'rebuild', 'tickets')).toMatchObject({ exitCode: 0 });
    expect(await desk.ops('projections', 'verify', 'tickets')).toMatchObject({ exitCode: 0 });
  });

  it('pauses and resumes', async () => {
    expect(await desk.ops('projections', 'pause', 'queue')).toMatchObject({ exitCode: 0 });
    expect((await desk.ops('projections', 'list')).out).toContain('queue@1  paused');
    expect(await desk.ops('projections', 'resume', 'queue')).toMatchObject({ exitCode: 0 });
    expect((await desk.ops('projections', 'list')).out).toContain('queue@1  booting');
  });

  it.each([
    [['rebuild', 'nothing'], 'There is no read model nothing'],
    [['drop', 'queue@1'], 'queue@1 is live; this needs: not live'],
    [['skip', 'tickets', '0000000000000000001', '--reason', 'x'], 'this needs: failed at'],
    [['resume', 'tickets'], 'this needs: paused or failed'],
  ])('refuses %j with a sentence', async (args, sentence) => {
    const { exitCode, err } = await desk.ops('projections', ...args);
    expect(exitCode).not.toBe(0);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('wants a reason for a skip', async () => {
    expect(await desk.ops('projections', 'skip', 'tickets', '1')).toMatchObject({ exitCode: 2 });
  });
});
