import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type LogSignal } from '#event-sourcing';
import { aStream, events } from '#event-sourcing/testing';
import { certificateAuthority, certificateFrom } from '../../../test/eventstoredb-double/certificates.js';
import { type EventStoreDbDouble, startDouble } from '../../../test/eventstoredb-double/index.js';
import { createEventStoreDbEventStore } from '../index.js';

const SECRET = 'planted-Pa55w0rd';
const authority = certificateAuthority();
const may = ['read', 'readAll', 'append'] as const;

let folder: string;
let server: EventStoreDbDouble;
const signals: LogSignal[] = [];
const observer = (signal: LogSignal) => void signals.push(signal);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
  const desk = certificateFrom(authority, 'desk');
  await writeFile(join(folder, 'ca.crt'), authority.certificate);
  await writeFile(join(folder, 'desk.crt'), desk.certificate);
  await writeFile(join(folder, 'desk.key'), desk.key);
  server = await startDouble({
    tls: certificateFrom(authority, 'eventstoredb-node'),
    users: [
      { name: 'desk', password: SECRET, may },
      { name: 'reader', password: SECRET, may: ['read', 'readAll'] },
    ],
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function urlFor(who: string, more = ''): string {
  return `${server.url.replace('esdb://', `esdb://${who}@`)}&tlsCAFile=${join(folder, 'ca.crt')}${more}`;
}

async function failure(url: string): Promise<unknown> {
  return createEventStoreDbEventStore({ url, observer, readTimeout: 500, appendTimeout: 500 }).then(
    (store) => store.close().then(() => 'opened'),
    (error: unknown) => error,
  );
}

describe('a secured server', () => {
  it('is used over TLS, with its authority from a file, by user and password', async () => {
    const store = await createEventStoreDbEventStore({ url: urlFor(`desk:${SECRET}`), observer });
    const stream = aStream();
    await store.append(stream, 0, events(2));
    expect(await store.readStream(stream)).toHaveLength(2);
    for await (const message of store.subscribe({
      after: '' as never,
      signal: new AbortController().signal,
    })) {
      expect(message.kind).toBe('batch');
      break;
    }
    await store.close();
  });

  it('is used by a certificate of the user', async () => {
    const strict = await startDouble({
      tls: { ...certificateFrom(authority, 'eventstoredb-node'), clientAuthority: authority.certificate },
    });
    try {
      const files = ['tlsCAFile=ca.crt', 'userCertFile=desk.crt', 'userKeyFile=desk.key'];
      const options = files.map((option) => option.replace('=', `=${folder}/`)).join('&');
      const store = await createEventStoreDbEventStore({ url: `${strict.url}&${options}` });
      await store.append(aStream(), 0, events(1));
      await store.close();
      const without = `${strict.url}&tlsCAFile=${folder}/ca.crt`;
      expect(await failure(without)).toMatchObject({ code: 'log-unavailable' });
    } finally {
      await strict.close();
    }
  });

  it('never has its secrets told: not by errors, not by signals, not by the console', async () => {
    const said: unknown[] = [];
    const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) =>
      jest.spyOn(console, method).mockImplementation((...args) => void said.push(args)),
    );
    const bad: readonly (readonly [string, string])[] = [
      [urlFor(`desk:wrong-${SECRET}`), 'log-access-denied'],
      [urlFor(`reader:${SECRET}`), 'opened'],
      [`esdb://desk:${SECRET}@127.0.0.1:1?tls=false`, 'log-unavailable'],
      [`esdb://desk:${SECRET}@127.0.0.1:1,127.0.0.1:2?tls=false`, 'log-unavailable'],
      [urlFor(`desk:${SECRET}`, '&tlsVerifyCert=false'), 'invalid-event-store-url'],
      [urlFor(`desk:${SECRET}`, '&unknownOption=1'), 'invalid-event-store-url'],
      [urlFor(`desk:${SECRET}`, '&keepAliveInterval=often'), 'invalid-event-store-url'],
      [urlFor(`desk:${SECRET}`, '&throwOnAppendFailure=false'), 'invalid-event-store-url'],
      [urlFor(`desk:${SECRET}`, '&userCertFile=/nowhere.crt'), 'invalid-event-store-url'],
      [urlFor(`desk:${SECRET}`, '&'), 'opened'],
      [`esdb://desk:${SECRET}@?tls=true`, 'invalid-event-store-url'],
      [`esdb://desk:${SECRET}@host:port:more`, 'invalid-event-store-url'],
      [`http://desk:${SECRET}@127.0.0.1`, 'invalid-event-store-url'],
      [`desk:${SECRET}`, 'invalid-event-store-url'],
    ];
    for (const [url, code] of bad) {
      const error = await failure(url);
      said.push(error);
      const told = error === 'opened' ? error : (error as { code?: unknown }).code;
      expect([url.replaceAll(SECRET, '…'), told]).toEqual([url.replaceAll(SECRET, '…'), code]);
    }
    // One who may read but not append.
    const store = await createEventStoreDbEventStore({ url: urlFor(`reader:${SECRET}`), observer });
    said.push(await store.append(aStream(), 0, events(1)).catch((error: unknown) => error));
    expect(said.at(-1)).toMatchObject({ code: 'log-access-denied' });
    await store.close();
    for (const spy of consoles) spy.mockRestore();
    const everythingSaid = inspect([said, signals], { depth: 20, showHidden: true });
    expect(everythingSaid).not.toContain(SECRET);
    expect(everythingSaid).not.toContain(Buffer.from(`desk:${SECRET}`).toString('base64'));
  });
});
