import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
  Agent,
} from 'node:http';

const CHECK_MS = 100;

/**
 * A load balancer as operators have them: asks every node for its readiness, gives each request to the next ready one, keeps
 * connections to nodes, and does not repeat what failed. A request that no node answers gets 502.
 */
export class RoundRobin {
  private readonly nodes = new Map<string, { ready: boolean }>();
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server;
  private readonly checks: NodeJS.Timeout;
  private next = 0;
  /** Requests that each node was given. */
  readonly given = new Map<string, number>();

  private constructor() {
    this.server = createServer((incoming, answer) => this.pass(incoming, answer));
    this.checks = setInterval(() => void this.check(), CHECK_MS);
  }

  static async start(): Promise<RoundRobin> {
    const proxy = new RoundRobin();
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get address(): string {
    const { port } = this.server.address() as { port: number };
    return `http://127.0.0.1:${port}`;
  }

  /** Counts as ready from its first good answer on. */
  add(node: string): void {
    this.nodes.set(node, { ready: false });
  }

  remove(node: string): void {
    this.nodes.delete(node);
  }

  isReady(node: string): boolean {
    return this.nodes.get(node)?.ready === true;
  }

  async close(): Promise<void> {
    clearInterval(this.checks);
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async check(): Promise<void> {
    for (const [address, node] of this.nodes)
      node.ready = await fetch(`${address}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      );
  }

  private pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const ready = [...this.nodes].filter(([, node]) => node.ready).map(([address]) => address);
    const node = ready[this.next++ % ready.length];
    const fail = () => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end();
    };
    if (node === undefined) return fail();
    this.given.set(node, (this.given.get(node) ?? 0) + 1);
    const { method, url, headers } = incoming;
    const onward = request(`${node}${url}`, { method, headers, agent: this.agent }, (response) => {
      const { connection: _, ...rest } = response.headers;
      answer.writeHead(response.statusCode ?? 502, rest);
      response.pipe(answer);
    });
    onward.on('error', fail);
    incoming.pipe(onward);
  }
}
