import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics } from '#platform';
import { type HealthServer, startHealthServer } from './health-server.js';

let server: HealthServer;
let logIsUp: boolean;

beforeEach(async () => {
  logIsUp = true;
  server = await startHealthServer({
    host: '127.0.0.1',
    port: 0,
    metrics: createMetrics('worker'),
    probes: {
      components: [
        {
          name: 'log',
          probe: () =>
            logIsUp
              ? Promise.resolve()
              : Promise.reject(Object.assign(new Error('away'), { code: 'log-unavailable' })),
        },
      ],
      projections: () =>
        Promise.resolve([{ name: 'queue', version: 1, state: 'active', position: '0000000000000007' }]),
    },
  });
});
afterEach(() => server.close());

const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });

describe('the health of a worker', () => {
  it('is told as the API tells its own', async () => {
    expect(await (await get('/health/live')).json()).toEqual({ status: 'up' });
    const ready = await get('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: 'up',
      components: [{ name: 'log', up: true }],
      projections: [{ name: 'queue', version: 1, state: 'active', position: '0000000000000007' }],
    });
    logIsUp = false;
    const down = await get('/health/ready');
    expect(down.status).toBe(503);
    expect(await down.json()).toEqual({
      status: 'down',
      components: [{ name: 'log', up: false, reason: 'log-unavailable' }],
      projections: [],
    });
    expect((await get('/health/live')).status).toBe(200);
  });

  it('comes with figures, and with nothing else', async () => {
    expect(await (await get('/metrics')).text()).toContain('process_resident_memory_bytes');
    expect((await get('/api/v1/tickets')).status).toBe(404);
    expect((await get('/toString')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(405);
  });

  it('refuses a port that is taken, and frees its own', async () => {
    const { port } = server;
    const again = { host: '127.0.0.1', port, metrics: createMetrics('worker') };
    const probes = { components: [], projections: () => Promise.resolve([]) };
    await expect(startHealthServer({ ...again, probes })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await server.close();
    const other = createServer();
    await new Promise<void>((resolve, reject) => {
      other.once('error', reject);
      other.listen(port, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => other.close(resolve));
  });
});
