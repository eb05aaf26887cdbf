import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { composeFile, PROJECT, readText, readYaml } from './compose-file.js';

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly w: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string }[];
}
interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
}
interface Prometheus {
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }[];
}

const dashboard = JSON.parse(readText('docker/grafana/dashboards/help-desk.json')) as {
  uid: string;
  panels: Panel[];
};
const graphs = dashboard.panels.filter(({ type }) => type !== 'row');
const alerts = (readYaml('docker/prometheus/alerts.yml') as Rules).groups.flatMap(({ rules }) => rules);
const expressions = [...graphs.flatMap(({ targets = [] }) => targets), ...alerts].map(({ expr }) => expr);
const cluster = composeFile('docker/compose.cluster.yaml');

/** Names of metrics that the code registers, with the kind of each. */
function registered(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const folder of ['apps', 'libs'].map((name) => fileURLToPath(new URL(name, PROJECT))))
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || /\.spec\.ts$|testing\//.test(file)) continue;
      const code = readFileSync(`${folder}/${file}`, 'utf8');
      for (const match of code.matchAll(/(\w+)\(\s*(?:\{\s*name:\s*|registry,\s*)?'(help_desk_\w+)'/g))
        found.set(match[2] ?? '', (match[1] ?? '').toLowerCase());
    }
  return found;
}

const OF_HISTOGRAMS = /_(bucket|sum|count)$/;

describe('figures in dashboard and alerts', () => {
  const ours = registered();
  const names = [...new Set(expressions.flatMap((expr) => expr.match(/help_desk_\w+/g) ?? []))];

  it('finds what the code registers', () => {
    expect([...ours.keys()]).toEqual(
      expect.arrayContaining(['help_desk_http_request_seconds', 'help_desk_due_timers']),
    );
    expect(names.length).toBeGreaterThan(10);
  });

  it.each(names)('%s is registered in code, as what it is taken for', (name) => {
    const base = name.replace(OF_HISTOGRAMS, '');
    const kind = ours.get(name) ?? ours.get(base);
    expect(kind).toBeDefined();
    expect(/histogram|seconds/.test(kind ?? '')).toBe(OF_HISTOGRAMS.test(name) && !ours.has(name));
  });

  it.each([...ours.keys()].map((name) => [name]))('%s is shown', (name) => {
    expect(expressions.some((expr) => expr.includes(name))).toBe(true);
  });

  it('asks one source, which Grafana is given', () => {
    const { datasources } = readYaml('docker/grafana/provisioning/datasources/prometheus.yml') as {
      datasources: { uid: string; url: string }[];
    };
    expect(new Set(graphs.map(({ datasource }) => datasource?.uid))).toEqual(new Set([datasources[0]?.uid]));
    expect(Object.keys(cluster.services)).toContain(new URL(datasources[0]?.url ?? '').hostname);
  });

  it('says of every graph what it shows, and lets none stand over the edge', () => {
    for (const { title, description, gridPos } of graphs)
      expect({ title, described: description !== undefined, edge: gridPos.x + gridPos.w <= 24 }).toEqual({
        title,
        described: true,
        edge: true,
      });
  });
});

describe('prometheus.yml', () => {
  const { scrape_configs: jobs } = readYaml('docker/prometheus/prometheus.yml') as Prometheus;
  const targets = (job: string) =>
    jobs
      .filter(({ job_name }) => job_name === job)
      .flatMap((config) => config.static_configs[0]?.targets ?? []);

  it('asks every API, every worker, every node of the log, and nobody else', () => {
    for (const job of ['api', 'worker', 'eventstoredb'])
      expect(targets(job).map((target) => target.split(':')[0])).toEqual(
        Object.keys(cluster.services).filter((name) => new RegExp(`^${job}-\\d$`).test(name)),
      );
  });

  it('knows the port of a worker', () => {
    const port = cluster.services['worker-1']?.environment?.WORKER_PORT;
    expect(targets('worker').every((target) => target.endsWith(`:${port}`))).toBe(true);
  });
});

describe('nginx.conf', () => {
  const conf = readText('docker/nginx/nginx.conf').replaceAll(/^\s*#.*$/gm, '');
  const location = (name: string) =>
    conf.slice(conf.indexOf(`location ${name} {`)).split('\n        }')[0] ?? '';

  it('knows every API of the compose file by its port', () => {
    const servers = [...conf.matchAll(/^\s*server (\S+) resolve/gm)].map(([, server]) => server);
    expect(servers).toEqual(
      Object.keys(cluster.services)
        .filter((name) => name.startsWith('api-'))
        .map((name) => `${name}:3000`),
    );
  });

  it('sends a POST again only where it names itself', () => {
    expect([...conf.matchAll(/non_idempotent/g)]).toHaveLength(1);
    expect(location('@repeatable')).toContain('proxy_next_upstream error timeout http_503 non_idempotent;');
    expect(conf).toMatch(
      /map "\$request_method:\$http_idempotency_key" \$may_repeat \{\s+default 0;\s+"~\^POST:\.\+" 1;/,
    );
  });

  it('passes a stream on as it comes, and longer than between two heartbeats', () => {
    const stream = location('~ ^/api/v1/desks/[^/]+/queue/stream$');
    expect(stream).toContain('proxy_buffering off;');
    expect(Number(/proxy_read_timeout (\d+)s/.exec(stream)?.[1])).toBeGreaterThan(15);
  });

  it('tells the APIs whom it sees, whatever that one says of himself, and they believe its network only', () => {
    expect(conf).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
    const edge = JSON.stringify(cluster.networks?.edge);
    const trusted = cluster.services['api-1']?.environment?.TRUSTED_PROXIES ?? '';
    expect(trusted).not.toBe('');
    expect(edge).toContain(`"subnet":"${trusted}"`);
  });

  it('hides the figures of a process, takes bodies as large as the API does, and logs no address and no query', () => {
    expect(location('= /metrics')).toContain('return 404;');
    expect(conf).toContain('client_max_body_size 1m;');
    expect(/log_format[^;]*;/.exec(conf)?.[0]).not.toMatch(/remote_addr|\$args|\$request_uri|"\$request"/);
  });
});
