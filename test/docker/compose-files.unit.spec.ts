import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { SETTINGS } from '#platform';
import {
  COMPOSE_FILES,
  type ComposeFile,
  composeFile,
  endsByItself,
  isOurs,
  mountOf,
  PROJECT,
  readText,
  readYaml,
  type Service,
} from './compose-file.js';
import { filesOfMakeSecrets } from './made-secrets.js';

const DOCKER = new URL('docker/', PROJECT);
const made = filesOfMakeSecrets();

function validator() {
  const schema = JSON.parse(readText('test/docker/schema/compose-spec.json')) as Record<string, unknown>;
  // The schema names its dialect by https, ajv knows the same one by http. Its formats are Compose's own.
  return new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile({
    ...schema,
    $schema: 'http://json-schema.org/draft-07/schema#',
  });
}

describe.each(COMPOSE_FILES)('%s', (path) => {
  const file: ComposeFile = composeFile(path);
  const services = Object.entries(file.services);
  const of = (fits: (service: Service) => boolean) => services.filter(([, service]) => fits(service));

  it('is what the Compose Specification takes', () => {
    const validate = validator();
    validate(readYaml(path));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('would not pass with a word that Compose has not', () => {
    const validate = validator();
    expect(validate({ services: { a: { image: 'b', restrat: 'always' } } })).toBe(false);
  });

  it.each(of(isOurs))('%s gets settings that there are', (_, { environment = {}, secrets = [] }) => {
    const named = [...Object.keys(environment), ...secrets.filter((name) => /^[A-Z_]+$/.test(name))];
    const others = named.filter((name) => !(name in SETTINGS) && !/^EVENTSTORE_(NODES|CA_FILE)$/.test(name));
    expect(others).toEqual([]);
  });

  it.each(of(isOurs))('%s runs a program that is built', (_, { command = [], entrypoint = [] }) => {
    for (const program of [...entrypoint, ...command].filter((word) => /\.(m?js|sh)$/.test(word)))
      expect(existsSync(new URL(program.replace(/^dist\/(.*)\.js$/, '$1.ts'), PROJECT))).toBe(true);
  });

  it.each(services)('%s is no root, writes to volumes only and holds no privileges', (_, service) => {
    expect(service.user).toMatch(/^[1-9]\d*:\d+$/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  it.each(of((service) => !endsByItself(service)))('%s tells how it is', (_, service) => {
    if (!isOurs(service)) expect(service.healthcheck?.test?.length).toBeGreaterThan(1);
    expect(service.healthcheck?.disable).toBeUndefined();
  });

  it.each(services)('%s has a fixed version', (_, { image }) => {
    expect(image === 'help-desk' || /:v?\d/.test(image)).toBe(true);
  });

  it.each(services)('%s names what there is', (_, service) => {
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      const other = file.services[name];
      expect({ name, other }).toEqual({ name, other: expect.anything() });
      expect(condition).toBe(
        other !== undefined && endsByItself(other) ? 'service_completed_successfully' : 'service_healthy',
      );
    }
    for (const name of service.secrets ?? []) expect(Object.keys(file.secrets ?? {})).toContain(name);
    for (const name of service.networks ?? []) expect(Object.keys(file.networks ?? {})).toContain(name);
    for (const { source, isPath, mode } of (service.volumes ?? []).map(mountOf))
      if (!isPath) expect(Object.keys(file.volumes ?? {})).toContain(source);
      else {
        expect(mode).toBe('ro');
        expectThere(source);
      }
    (service.env_file ?? []).forEach(expectThere);
  });

  it('uses every volume, network and secret that it declares', () => {
    const used = services.flatMap(([, { volumes = [], networks = [], secrets = [] }]) => [
      ...volumes.map((volume) => mountOf(volume).source),
      ...networks,
      ...secrets,
    ]);
    const declared = [file.volumes, file.networks, file.secrets].flatMap((part) => Object.keys(part ?? {}));
    expect(declared.filter((name) => !used.includes(name))).toEqual([]);
    Object.values(file.secrets ?? {}).forEach((secret) => expectThere(secret.file));
  });

  it('publishes on this machine only, and neither database nor log', () => {
    const published = services.flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, port] as const),
    );
    expect(published.length).toBeGreaterThan(0);
    for (const [name, port] of published) {
      expect(port).toMatch(/^127\.0\.0\.1:/);
      expect(name).toMatch(/^(api|nginx|grafana)$/);
    }
  });

  it("lets nothing that serves requests know the owner's password", () => {
    const knowing = services
      .filter(([, { volumes = [], secrets = [] }]) =>
        [...volumes.map((volume) => mountOf(volume).source), ...secrets].some((name) =>
          /^(DATABASE_ADMIN_URL|owner-secrets)$/.test(name),
        ),
      )
      .map(([name]) => name);
    expect(knowing.filter((name) => !['secrets', 'migrate', 'ops'].includes(name))).toEqual([]);
  });

  it('holds no secret', () => {
    expect(readText(path)).not.toMatch(/:\/\/[^\s/:]+:[^\s/@{]+@/);
    for (const [, { environment = {} }] of services)
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|KEK|TOKEN/.test(name)) expect(value).toMatch(/^\/run\/secrets\//);
  });
});

/** In the project, or among what make-secrets.sh makes. */
function expectThere(path: string): void {
  const name = path.replace(/^\.\//, '');
  const isMade = name.startsWith('secrets/') && made.some((file) => file === name.slice('secrets/'.length));
  expect({ path, there: isMade || existsSync(new URL(name, DOCKER)) }).toEqual({ path, there: true });
}
