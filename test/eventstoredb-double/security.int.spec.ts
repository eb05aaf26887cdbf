import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANY } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { certificateAuthority, certificateFrom } from './certificates.js';
import { type DoubleUser, type EventStoreDbDouble, startDouble } from './index.js';
import { all, APPEND_PATHS, clientOf, failure, newStream, onlyOnDouble, someEvents } from './scenario.js';

const authority = certificateAuthority();
const node = certificateFrom(authority, 'eventstoredb-node');
const users: readonly DoubleUser[] = [
  { name: 'admin', password: 'p:w@rd', may: ['read', 'readAll', 'append', 'delete'] },
  { name: 'desk', password: 'desk', may: ['read', 'append'] },
];

let folder: string;
let server: EventStoreDbDouble | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'double-'));
  await writeFile(join(folder, 'ca.crt'), authority.certificate);
});
afterEach(() => server?.close());
afterAll(() => rm(folder, { recursive: true }));

async function start(more: { readonly clientAuthority?: string } = {}): Promise<EventStoreDbDouble> {
  server = await startDouble({ tls: { ...node, ...more }, users });
  return server;
}

/** @param who `name:password`, encoded as an url has it. */
function urlFor(double: EventStoreDbDouble, who: string, more = ''): string {
  const address = double.url.replace('esdb://', `esdb://${who === '' ? '' : `${who}@`}`);
  return `${address}&tlsCAFile=${join(folder, 'ca.crt')}${more}`;
}

async function using<T>(url: string, what: (client: ReturnType<typeof clientOf>) => Promise<T>): Promise<T> {
  const client = clientOf(url);
  try {
    return await what(client);
  } finally {
    await client.dispose();
  }
}

onlyOnDouble('certificates of a test', () => {
  it('are what other programs take for certificates', () => {
    const [root, leaf] = [new X509Certificate(authority.certificate), new X509Certificate(node.certificate)];
    expect([root.ca, leaf.ca]).toEqual([true, false]);
    expect(leaf.checkIssued(root)).toBe(true);
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(
      new X509Certificate(certificateFrom(certificateAuthority(), 'x').certificate).verify(root.publicKey),
    ).toBe(false);
  });
});

onlyOnDouble('a secure connection', () => {
  it.each(APPEND_PATHS)('serves who knows the authority and the password, by the %s path', async (path) => {
    const double = await start();
    const stream = newStream();
    const who = path === 'batch' ? 'admin:p%3Aw%40rd' : '';
    await using(urlFor(double, who), async (client) => {
      const credentials = { username: 'admin', password: 'p:w@rd' };
      const options = path === 'batch' ? {} : { credentials };
      await client.appendToStream(stream, someEvents(2), { ...options, expectedRevision: ANY });
      expect(await all(client.readStream(stream, options))).toHaveLength(2);
      expect(await all(client.readAll(options))).toHaveLength(3);
    });
  });

  it('is none with another authority, nor in plain text', async () => {
    const double = await start();
    await writeFile(join(folder, 'other.crt'), certificateAuthority('Other').certificate);
    const distrusting = urlFor(double, 'admin:p%3Aw%40rd').replace('ca.crt', 'other.crt');
    for (const url of [distrusting, double.url.replace('tls=true', 'tls=false')])
      await using(url, async (client) => {
        expect((await failure(client.appendToStream(newStream(), someEvents(1)))).code).toBe(14);
      });
  });

  it.each([
    ['nobody', ''],
    ['somebody unknown', 'who:pw'],
    ['a wrong password', 'admin:pw'],
  ])('refuses %s', async (_what, who) => {
    const double = await start();
    await using(urlFor(double, who), async (client) => {
      expect((await failure(client.appendToStream(newStream(), someEvents(1)))).type).toBe('access-denied');
      expect((await failure(all(client.readStream(newStream())))).type).toBe('access-denied');
    });
    expect((await double.control.state()).events).toBe(1);
  });

  it('keeps a user within what he may', async () => {
    const double = await start();
    await using(urlFor(double, 'desk:desk'), async (client) => {
      const stream = newStream();
      await client.appendToStream(stream, someEvents(1));
      expect(await all(client.readStream(stream))).toHaveLength(1);
      for (const refused of [
        all(client.readAll()),
        all(client.readStream('$$$scavenges')),
        client.deleteStream(stream),
        client.tombstoneStream(stream),
      ])
        expect((await failure(refused)).type).toBe('access-denied');
    });
  });

  it('asks for a certificate of the user when told to', async () => {
    const double = await start({ clientAuthority: authority.certificate });
    const user = certificateFrom(authority, 'desk');
    await writeFile(join(folder, 'user.crt'), user.certificate);
    await writeFile(join(folder, 'user.key'), user.key);
    const shown = `&userCertFile=${join(folder, 'user.crt')}&userKeyFile=${join(folder, 'user.key')}`;
    await using(urlFor(double, 'admin:p%3Aw%40rd', shown), (client) =>
      client.appendToStream(newStream(), someEvents(1)),
    );
    await using(urlFor(double, 'admin:p%3Aw%40rd'), async (client) => {
      expect((await failure(client.appendToStream(newStream(), someEvents(1)))).code).toBe(14);
    });
  });
});
