import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSettings } from '#platform';
import { readText } from './compose-file.js';
import { makeSecrets } from './made-secrets.js';
import { rolesScript } from './rehearsal/roles-script.js';

let folder: string;
const newFolder = () => mkdtempSync(join(tmpdir(), 'help-desk-secrets-'));

const text = (path: string) => readFileSync(join(folder, path), 'utf8');
const all = () =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, text(path)]),
  );

describe('make-secrets.sh for a cluster', () => {
  let said: string;
  // Keys of certificates take seconds to make, so the tests share one run of the script.
  beforeAll(() => {
    folder = newFolder();
    said = makeSecrets(folder, 'cluster');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes what the product takes, and says nothing', () => {
    expect(said).toBe('');
    expect(() =>
      loadSettings({
        DATABASE_URL: text('service/DATABASE_URL'),
        DATABASE_ADMIN_URL: text('owner/DATABASE_ADMIN_URL'),
        VAULT_KEK: text('service/VAULT_KEK').trim(),
      }),
    ).not.toThrow();
    expect(text('eventstoredb/EVENTSTORE_URL')).toContain(`//help-desk:${text('eventstoredb/help-desk')}@`);
  });

  it('makes no password twice', () => {
    const passwords = ['database/superuser', 'database/owner', 'database/app', 'grafana/admin'].map(text);
    expect(new Set(passwords).size).toBe(passwords.length);
    for (const password of passwords) expect(password).toMatch(/^[0-9a-f]{48}$/);
  });

  it('leaves what is there, and makes what is missing', () => {
    const before = all();
    unlinkSync(join(folder, 'grafana/admin'));
    makeSecrets(folder, 'cluster');
    const { 'grafana/admin': grafana, ...rest } = all();
    expect(grafana).toMatch(/^[0-9a-f]{48}$/);
    expect(before).toMatchObject(rest);
  });

  it('lets nobody else on the machine in, and any user in a container read', () => {
    expect(statSync(join(folder, 'service')).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'service/VAULT_KEK')).mode & 0o777).toBe(0o444);
    expect(statSync(join(folder, 'certificates')).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'certificates/ca.key')).mode & 0o077).toBe(0);
  });

  it('certifies each node by its name, as server and as client, and keeps the key of the authority from them', () => {
    for (const node of ['eventstoredb-1', 'eventstoredb-2', 'eventstoredb-3'])
      for (const purpose of ['sslserver', 'sslclient'])
        expect(
          execFileSync('openssl', [
            'verify',
            ...[
              '-CAfile',
              join(folder, 'certificates/ca/ca.crt'),
              '-purpose',
              purpose,
              '-verify_hostname',
              node,
            ],
            join(folder, 'certificates', node, 'node.crt'),
          ]).toString(),
        ).toMatch(/: OK/);
    expect(readdirSync(join(folder, 'certificates/ca'))).toEqual(['ca.crt']);
  });
});

describe('what one machine needs', () => {
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made by make-secrets.sh without the secrets of a cluster', () => {
    makeSecrets(folder);
    expect(readdirSync(folder).sort()).toEqual(['database', 'owner', 'service']);
  });

  describe('entrypoint.mjs', () => {
    const PROGRAM = 'console.log(JSON.stringify({ env: process.env, args: process.argv.slice(2) }))';
    const run = (env: Readonly<Record<string, string>>) =>
      JSON.parse(
        execFileSync(process.execPath, ['docker/entrypoint.mjs', join(folder, 'program.mjs'), 'one', 'two'], {
          env: { SECRETS_FOLDER: folder, ...env },
          encoding: 'utf8',
        }),
      ) as { env: Record<string, string>; args: string[] };

    it('hands secrets over as settings, at any depth, and what the environment says before them', () => {
      makeSecrets(folder);
      writeFileSync(join(folder, 'program.mjs'), PROGRAM);
      const { env, args } = run({ DATABASE_URL: 'given' });
      expect(args).toEqual(['one', 'two']);
      expect(env).toMatchObject({ DATABASE_URL: 'given', VAULT_KEK: text('service/VAULT_KEK').trim() });
      expect(env).not.toHaveProperty('superuser');
    });
  });

  describe('10-roles.sh', () => {
    it.each(['owner', 'app'])('makes no role when the password of %s is missing', (missing) => {
      makeSecrets(folder);
      unlinkSync(join(folder, 'database', missing));
      const script = readText('docker/postgres/10-roles.sh').replaceAll(
        '/run/secrets',
        join(folder, 'database'),
      );
      const psql = join(folder, 'psql');
      writeFileSync(psql, '#!/bin/sh\necho reached\n', { mode: 0o755 });
      const env = { PATH: `${folder}:${process.env.PATH}`, POSTGRES_USER: 'postgres' };
      const { status, stdout } = spawnSync('sh', ['-c', script], { env, encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    });

    it('makes the service a role that owns nothing, and keeps a quote in a password from ending it', () => {
      const statements = rolesScript({ owner: "o'o", app: 'a' });
      expect(statements[0]).toBe("CREATE ROLE help_desk_owner LOGIN PASSWORD 'o''o';");
      expect(statements).toContain('CREATE DATABASE help_desk OWNER help_desk_owner;');
      expect(statements.join('\n')).not.toMatch(/SUPERUSER|OWNER help_desk_app/);
    });
  });
});
