import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type Metrics } from '#platform';
import { checkComponents, type HealthProbes } from '../composition/health/health.js';

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  readonly probes: HealthProbes;
  readonly metrics: Metrics;
}

/** What restarts, routes and measures a worker, which answers nothing else: the API's three addresses, at a port of its own. */
export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** @throws the listener's own error (EADDRINUSE …). */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { host, port } = options;
  const server = createServer(answering(options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answering({ probes, metrics }: HealthServerOptions): RequestListener {
  const answers: Readonly<Record<string, (answer: ServerResponse) => Promise<void>>> = {
    '/health/live': (answer) => Promise.resolve(json(answer, 200, { status: 'up' })),
    '/health/ready': (answer) => ready(probes, answer),
    '/metrics': async (answer) => {
      const text = await metrics.text();
      answer.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    },
  };
  return ({ method, url = '' }, answer) => {
    const path = url.split('?', 1)[0] ?? '';
    const known = Object.hasOwn(answers, path) ? answers[path] : undefined;
    if (known === undefined) return json(answer, 404, { status: 404 });
    if (method !== 'GET' && method !== 'HEAD') return json(answer, 405, { status: 405 });
    known(answer).catch(() => answer.destroy());
  };
}

async function ready(probes: HealthProbes, answer: ServerResponse): Promise<void> {
  const components = await checkComponents(probes);
  const up = components.every((component) => component.up);
  const projections = up ? await probes.projections().catch(() => []) : [];
  json(answer, up ? 200 : 503, { status: up ? 'up' : 'down', components, projections });
}

function json(answer: ServerResponse, status: number, body: object): void {
  answer
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
