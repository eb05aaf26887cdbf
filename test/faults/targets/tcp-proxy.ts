import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** A network between two that can stand still, be slow, or be cut. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private delayMs = 0;
  private thawed: Promise<void> = Promise.resolve();
  private release: () => void = () => undefined;

  private constructor(private readonly target: { readonly host: string; readonly port: number }) {
    this.server = createServer((client) => this.join(client));
  }

  static async to(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  /** From now on nothing passes, in either direction, and nobody is told. */
  freeze(): void {
    this.thaw();
    this.thawed = new Promise((resolve) => (this.release = resolve));
  }

  thaw(): void {
    this.release();
  }

  /** Every piece passes so many milliseconds later; 0 is at once. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.thaw();
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const server = connect(this.target);
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.setNoDelay(true).once('close', () => this.sockets.delete(socket));
    }
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const)
      pipeline(from, (source: AsyncIterable<Buffer>) => this.passed(source), to).catch(() => {
        client.destroy();
        server.destroy();
      });
  }

  private async *passed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      if (this.delayMs > 0) await pause(this.delayMs);
      await this.thawed;
      yield piece;
    }
  }
}
