import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readText } from './compose-file.js';
import { buildImage, environmentOf } from './rehearsal/build-image.js';
import { execForm, lastOf, parseDockerfile, type Stage } from './rehearsal/dockerfile.js';
import { contextFilter } from './rehearsal/ignore-file.js';

const stages = parseDockerfile(readText('docker/Dockerfile'));
const image = stages.at(-1) as Stage;

describe('the Dockerfile', () => {
  it('builds in stages, each upon one of before or upon the one image of Node', () => {
    expect(stages.map(({ name }) => name)).toEqual(['build', 'packages', 'image']);
    for (const [index, { base }] of stages.entries())
      expect([...stages.slice(0, index).map(({ name }) => name), '${NODE_IMAGE}']).toContain(base);
  });

  it('installs from the lock file, runs no script of a package, and leaves the programs of PostgreSQL out', () => {
    const installs = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ rest }) => rest.includes('npm ci'));
    expect(installs).toHaveLength(2);
    for (const { rest } of installs) expect(rest).toContain('--ignore-scripts');
    expect(installs[1]?.rest).toContain('--omit=dev --omit=optional');
  });

  it('ends as a user that is not root, named by number', () => {
    expect(lastOf(image, 'USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('starts and asks for health without a shell, by programs that the image has', () => {
    const health = execForm((lastOf(image, 'HEALTHCHECK') ?? '').replace(/^.*?CMD /, ''));
    expect(health).toEqual(['node', 'docker/health-check.mjs']);
    expect(execForm(lastOf(image, 'ENTRYPOINT') ?? '')).toEqual(['node', 'docker/entrypoint.mjs']);
    expect(execForm(lastOf(image, 'CMD') ?? '')).toEqual(['dist/apps/api/main.js']);
  });

  it('sets nothing that is secret', () => {
    expect(Object.keys(environmentOf(image)).sort()).toEqual(['DATA_DIR', 'HOST', 'NODE_ENV', 'PORT']);
  });
});

describe('the context', () => {
  const admits = contextFilter(readText('.dockerignore'));

  it.each([
    'package-lock.json',
    'apps/api/main.ts',
    'libs/platform/messages/ru.json',
    'docker/entrypoint.mjs',
  ])('has %s', (path) => expect(admits(path)).toBe(true));

  it.each([
    'node_modules/pg/package.json',
    'data/vault.kek',
    'docker/secrets/service/VAULT_KEK',
    'docker/compose.yaml',
    '.git/config',
    'apps/api/start.e2e.spec.ts',
    'libs/event-sourcing/testing/index.ts',
    'test/product/build.ts',
  ])('has not %s', (path) => expect(admits(path)).toBe(false));
});

describe('carrying out a Dockerfile', () => {
  let project: string;
  let into: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'help-desk-dockerfile-'));
    into = mkdtempSync(join(tmpdir(), 'help-desk-stages-'));
  });
  afterEach(() => {
    for (const folder of [project, into]) rmSync(folder, { recursive: true, force: true });
  });

  const build = (dockerfile: string, files: Readonly<Record<string, string>> = {}, ignore = '') => {
    for (const [name, text] of Object.entries({
      Dockerfile: dockerfile,
      '.dockerignore': ignore,
      ...files,
    })) {
      mkdirSync(dirname(join(project, name)), { recursive: true });
      writeFileSync(join(project, name), text);
    }
    return buildImage(project, 'Dockerfile', into);
  };

  it('copies files, folders and stages, runs in order, and takes its environment with it', () => {
    const { folder, env, user } = build(
      [
        'ARG BASE=node',
        'FROM ${BASE} AS first',
        '# a comment',
        'WORKDIR /a',
        'ENV WORD=seen',
        'COPY one.txt two.txt ./',
        'COPY src src',
        'RUN cat one.txt two.txt src/deep/three.txt > all.txt \\',
        '  && printf "$WORD" >> all.txt',
        'FROM ${BASE} AS last',
        'WORKDIR /b',
        'ENV A=1 B=/b/data',
        'COPY --from=first /a/all.txt taken.txt',
        'USER 5:6',
      ].join('\n'),
      { 'one.txt': '1', 'two.txt': '2', 'src/deep/three.txt': '3', 'src/deep/x.spec.ts': 'no' },
      '**/*.spec.ts',
    );
    expect(readFileSync(join(folder, 'taken.txt'), 'utf8')).toBe('123seen');
    expect(() => readFileSync(join(into, 'first/a/src/deep/x.spec.ts'))).toThrow('ENOENT');
    expect({ env, user }).toEqual({ env: { A: '1', B: '/b/data' }, user: { uid: 5, gid: 6 } });
  });

  it.each([
    ['a path out of the folder', 'RUN rm -rf /var/lib', /reaches out/],
    ['a step that fails', 'RUN false', /Command failed/],
    ['what is not there', 'COPY missing.txt ./', /nothing at missing/],
    ['what .dockerignore leaves out', 'COPY secret.txt ./', /leaves out secret/],
    ['what it does not know', 'ADD x y', /can't rehearse ADD/],
  ])('refuses %s', (_, step, reason) => {
    expect(() => build(`FROM node AS x\nWORKDIR /a\n${step}`, { 'secret.txt': 's' }, 'secret.txt')).toThrow(
      reason,
    );
  });
});
