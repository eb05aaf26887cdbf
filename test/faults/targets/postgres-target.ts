import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { testServer, type TestServer } from '#testing';
import { type PostgresFault } from '../plan/fault.js';
import { TcpProxy } from './tcp-proxy.js';

const DATABASE = 'help_desk';

/** A durable PostgreSQL of the run's own, behind a network of the run's own. */
export class PostgresTarget {
  private constructor(
    private readonly server: TestServer,
    private readonly proxy: TcpProxy,
  ) {}

  static async start(): Promise<PostgresTarget> {
    const server = await testServer(['max_connections=200']);
    const { hostname, port } = new URL(server.url);
    const target = new PostgresTarget(server, await TcpProxy.to({ host: hostname, port: Number(port) }));
    await target.ask(`CREATE DATABASE ${DATABASE}`);
    return target;
  }

  /** As owner, by the network that can fail. */
  get url(): string {
    const url = new URL(this.server.url);
    url.port = String(this.proxy.port);
    url.pathname = DATABASE;
    return url.href;
  }

  async suffer(fault: PostgresFault): Promise<void> {
    switch (fault.kind) {
      case 'kill':
      case 'restart':
        await (fault.kind === 'kill' ? this.server.kill() : this.server.stop());
        await pause(fault.downMs);
        return this.server.start();
      case 'stuck-backend':
        return this.stick(fault.ms);
      case 'frozen-network':
        this.proxy.freeze();
        await pause(fault.ms);
        return this.proxy.thaw();
      case 'slow-network':
        this.proxy.slow(fault.delayMs);
        await pause(fault.ms);
        return this.proxy.slow(0);
      case 'cut-connections':
        return this.proxy.cut();
    }
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.server.drop();
  }

  /** One that is at work, if any is. */
  private async stick(ms: number): Promise<void> {
    const [backend] = await this.ask<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = '${DATABASE}' AND backend_type = 'client backend'
       ORDER BY state <> 'active', random() LIMIT 1`,
    );
    if (backend === undefined) return;
    // It may have ended in between.
    const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
      try {
        process.kill(backend.pid, name);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ESRCH') throw error;
      }
    };
    signal('SIGSTOP');
    await pause(ms);
    signal('SIGCONT');
  }

  private async ask<Row extends pg.QueryResultRow>(sql: string): Promise<readonly Row[]> {
    const client = new pg.Client({ connectionString: this.server.url });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }
}
