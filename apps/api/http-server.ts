import { fastify } from 'fastify';
import { type Infrastructure } from '../composition/infrastructure.js';
import { type ProcessContext } from '../composition/run-process.js';

export interface HttpServer {
  readonly address: string;
  /** Lines for a newcomer: tokens and the first requests to try. */
  readonly firstRequests: readonly string[];
  /** Readiness off, running requests ended, listeners closed. */
  close(): Promise<void>;
}

/** Starts to listen; @throws the listener's own error (EADDRINUSE …). */
export async function startHttp(context: ProcessContext, { store }: Infrastructure): Promise<HttpServer> {
  const server = fastify();
  server.get('/health/live', () => ({ status: 'up' }));
  server.get('/health/ready', async () => ({ status: 'up', head: await store.head() }));
  const { HOST: host, PORT: port } = context.settings;
  const address = await server.listen({ host, port });
  return { address, firstRequests: [], close: () => server.close() };
}
