import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Keyring } from '#event-sourcing';
import { testDatabase, type TestDatabase } from '#testing';
import { createVault, kekFromBase64, listenToErasures, migrateVault, type Vault } from './index.js';

const KEK = kekFromBase64(Buffer.alloc(32, 7).toString('base64'));
const OTHER_KEK = kekFromBase64(Buffer.alloc(32, 8).toString('base64'));
const ROLE = `vault_app_${randomBytes(4).toString('hex')}`;
const DEMAND = { ground: 'demand-17', actor: 'staff-1', requestedAt: '2026-11-20T10:00:00.000Z' };

let database: TestDatabase;
let owner: pg.Pool;
let app: pg.Pool;
let appUrl: string;
let subject: string;
let vault: Vault;

const hex = (state: unknown): string => Buffer.from((state as Keyring).keys.get(1) ?? []).toString('hex');
const uncached = (): Vault => createVault(app, KEK, { maxAgeMs: 0 });
const content = (digit: string, bytes = randomBytes(40)) => ({
  digest: digit.repeat(64),
  subject,
  sealed: bytes,
});

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Pool({ connectionString: database.url });
  await owner.query(`CREATE ROLE ${ROLE} LOGIN`);
  await migrateVault(database.url, { appRole: ROLE });
  const url = new URL(database.url);
  url.username = ROLE;
  appUrl = url.href;
  app = new pg.Pool({ connectionString: appUrl });
});

afterAll(async () => {
  await app.end();
  await owner.query(`DROP OWNED BY ${ROLE}`);
  await owner.query(`DROP ROLE ${ROLE}`);
  await owner.end();
  await database.drop();
});

beforeEach(() => {
  subject = `subject-${randomBytes(6).toString('hex')}`;
  vault = uncached();
});

describe('migration', () => {
  it('does nothing the second time', async () => {
    expect(await migrateVault(database.url, { appRole: ROLE })).toEqual([]);
  });

  it('refuses a database that a newer program wrote', async () => {
    await owner.query(`INSERT INTO vault.migrations (name, digest) VALUES ('999-later', 'x')`);
    await expect(migrateVault(database.url)).rejects.toThrow('999-later');
    await owner.query(`DELETE FROM vault.migrations WHERE name = '999-later'`);
  });
});

describe('a subject', () => {
  it('has no key before one is needed, and one and the same after', async () => {
    expect((await vault.keysFor([subject])).size).toBe(0);
    const made = (await vault.ensure([subject])).get(subject);
    expect(made).toMatchObject({ current: 1 });
    expect(hex((await uncached().keysFor([subject])).get(subject))).toBe(hex(made));
    expect(hex((await uncached().ensure([subject])).get(subject))).toBe(hex(made));
    expect(hex(made)).toHaveLength(64);
  });

  it('gets one key from twenty that ensure it at once, whatever the order of subjects', async () => {
    const others = Array.from({ length: 5 }, (_, n) => `${subject}-${n}`);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => uncached().ensure(n % 2 === 0 ? others : [...others].reverse())),
    );
    for (const other of others) {
      expect(new Set(answers.map((answer) => hex(answer.get(other)))).size).toBe(1);
    }
  });

  it('costs a look and an insert where it is new, however many come at once', async () => {
    let statements = 0;
    const counting: pg.Pool = Object.create(app, {
      query: { value: (...args: Parameters<typeof app.query>) => (statements++, app.query(...args)) },
    }) as pg.Pool;
    const many = createVault(counting, KEK);
    const subjects = Array.from({ length: 20 }, (_, i) => `${subject}-${i}`);
    const states = await Promise.all(subjects.map((one) => many.ensure([one])));
    expect(statements).toBe(2);
    for (const [i, one] of subjects.entries())
      expect(hex(states[i]?.get(one))).toBe(hex((await vault.keysFor([one])).get(one)));
  });

  it('keeps older revisions when its key is rotated', async () => {
    const first = hex((await vault.ensure([subject])).get(subject));
    await vault.rotate(subject);
    const rotated = (await uncached().keysFor([subject])).get(subject) as Keyring;
    expect(rotated.current).toBe(2);
    expect([...rotated.keys.keys()].sort()).toEqual([1, 2]);
    expect(hex(rotated)).toBe(first);
  });

  it('is not readable under another KEK, and that is said', async () => {
    await vault.ensure([subject]);
    await expect(createVault(app, OTHER_KEK).keysFor([subject])).rejects.toMatchObject({ code: 'wrong-kek' });
  });

  it('does not open with the key of another, copied over its own in the table', async () => {
    await vault.ensure([subject, `${subject}-b`]);
    await owner.query(
      `UPDATE vault.subject_keys SET wrapped = (SELECT wrapped FROM vault.subject_keys WHERE subject = $2) WHERE subject = $1`,
      [subject, `${subject}-b`],
    );
    await expect(uncached().keysFor([subject])).rejects.toMatchObject({ code: 'wrapping-broken' });
  });

  it('stores no key in clear', async () => {
    const key = hex((await vault.ensure([subject])).get(subject));
    const { rows } = await owner.query(`SELECT * FROM vault.subject_keys WHERE subject = $1`, [subject]);
    expect(
      JSON.stringify(rows.map((row) => ({ ...row, wrapped: row.wrapped.toString('hex') }))),
    ).not.toContain(key);
  });
});

describe('an erasure', () => {
  it('destroys keys and texts, keeps a record, and says the same when repeated', async () => {
    await vault.ensure([subject]);
    await vault.longTexts.put([content('a')]);
    const record = await vault.erase({ subject, ...DEMAND });
    expect(record).toMatchObject({ revisions: [1] });
    expect(record.fingerprints[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(await vault.erase({ subject, ...DEMAND, actor: 'someone else' })).toEqual(record);
    expect((await vault.keysFor([subject])).get(subject)).toBe('erased');
    expect(await vault.longTexts.get(['a'.repeat(64)])).toEqual(new Map([['a'.repeat(64), 'erased']]));
    const { rows } = await owner.query(`SELECT FROM vault.subject_keys WHERE subject = $1`, [subject]);
    expect(rows).toEqual([]);
  });

  it('is never undone: no new key, no restored key, no text', async () => {
    await vault.ensure([subject]);
    const { rows: copies } = await owner.query(`SELECT * FROM vault.subject_keys WHERE subject = $1`, [
      subject,
    ]);
    await vault.erase({ subject, ...DEMAND });
    expect((await vault.ensure([subject])).get(subject)).toBe('erased');
    await expect(vault.longTexts.put([content('b')])).rejects.toMatchObject({ code: 'subject-is-erased' });
    const client = await owner.connect();
    try {
      await client.query(`SET session_replication_role = replica`);
      const [copy] = copies as [{ wrapped: Buffer }];
      await expect(
        client.query(
          `INSERT INTO vault.subject_keys (subject, revision, wrapped, kek_id, fingerprint) VALUES ($1, 1, $2, 'k', 'f')`,
          [subject, copy.wrapped],
        ),
      ).rejects.toMatchObject({ code: 'VLT01' });
    } finally {
      client.release(true);
    }
  });

  it('also fences a subject that never had a key', async () => {
    expect(await vault.erase({ subject, ...DEMAND })).toMatchObject({ revisions: [] });
    expect((await vault.ensure([subject])).get(subject)).toBe('erased');
  });

  it('wins against keys that are made at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const racing = `${subject}-${round}`;
      await Promise.all([
        ...Array.from({ length: 5 }, () => uncached().ensure([racing])),
        uncached().erase({ subject: racing, ...DEMAND }),
        ...Array.from({ length: 5 }, () => uncached().ensure([racing])),
      ]);
      expect((await uncached().keysFor([racing])).get(racing)).toBe('erased');
      const { rows } = await owner.query(`SELECT FROM vault.subject_keys WHERE subject = $1`, [racing]);
      expect(rows).toEqual([]);
    }
  });

  it('waits for a key that is being made, and destroys it too', async () => {
    const maker = await app.connect();
    await maker.query('BEGIN');
    await createVault(maker, KEK).ensure([subject]);
    const erasing = uncached().erase({ subject, ...DEMAND });
    await maker.query('COMMIT');
    maker.release();
    expect(await erasing).toMatchObject({ revisions: [1] });
    expect((await uncached().keysFor([subject])).get(subject)).toBe('erased');
  });

  it('is heard of by other processes, whose cached keys go', async () => {
    const other = createVault(app, KEK, { maxAgeMs: 3_600_000 });
    await other.ensure([subject]);
    const stop = new AbortController();
    let heard = (_subject: string): void => undefined;
    const evicted = new Promise<string>((resolve) => (heard = resolve));
    let listening = (): void => undefined;
    const ready = new Promise<void>((resolve) => (listening = resolve));
    const listener = listenToErasures({
      url: appUrl,
      signal: stop.signal,
      onListening: listening,
      onErased: (erased) => {
        other.evict(erased);
        heard(erased);
      },
    });
    await ready;
    await vault.erase({ subject, ...DEMAND });
    expect(await evicted).toBe(subject);
    expect((await other.keysFor([subject])).get(subject)).toBe('erased');
    stop.abort();
    await listener;
  });
});

describe('the cache', () => {
  it('trusts a key no longer than it was told', async () => {
    let now = 0;
    const other = createVault(app, KEK, { maxAgeMs: 1000, now: () => now });
    await other.ensure([subject]);
    await vault.erase({ subject, ...DEMAND });
    now = 999;
    expect((await other.keysFor([subject])).get(subject)).not.toBe('erased');
    now = 1000;
    expect((await other.keysFor([subject])).get(subject)).toBe('erased');
  });
});

describe('secrets and contents', () => {
  it('a secret is made once, also by two at once, and is the same ever after', async () => {
    const secrets = await Promise.all(Array.from({ length: 8 }, () => uncached().secret(subject)));
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
    expect(await uncached().secret(`${subject}-b`)).not.toEqual(secrets[0]);
    await expect(createVault(app, OTHER_KEK).secret(subject)).rejects.toMatchObject({ code: 'wrong-kek' });
  });

  it('contents come back byte for byte; unknown digests are missing', async () => {
    const text = content('c');
    await vault.longTexts.put([text]);
    await vault.longTexts.put([text]);
    expect(await vault.longTexts.get([text.digest, 'f'.repeat(64)])).toEqual(
      new Map([[text.digest, text.sealed]]),
    );
  });
});

describe('the role of the application', () => {
  it.each([
    `DELETE FROM vault.erasures`,
    `UPDATE vault.erasures SET ground = 'x'`,
    `TRUNCATE vault.erasures`,
    `UPDATE vault.subject_keys SET fingerprint = 'x'`,
    `DELETE FROM vault.contents`,
    `UPDATE vault.contents SET subject = 'x'`,
    `DELETE FROM vault.secrets`,
    `ALTER TABLE vault.subject_keys DISABLE TRIGGER refuse_erased`,
    `CREATE TABLE vault.mine ()`,
  ])('may not %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
