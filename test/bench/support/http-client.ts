import { Agent, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Keeps its connections open, as a browser or a proxy does; the cheapest client that Node has. */
export class HttpClient {
  private readonly agent: Agent;

  /** @param token bearer token, where the server wants one. */
  constructor(
    private readonly address: string,
    private readonly token?: string,
    connections = 64,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  get(path: string): Promise<HttpAnswer> {
    return this.send('GET', path, undefined);
  }

  post(path: string, body: object): Promise<HttpAnswer> {
    return this.send('POST', path, Buffer.from(JSON.stringify(body)));
  }

  /** @throws Error for any status but 2xx: a bench must not count refusals. */
  async json<T>(answer: Promise<HttpAnswer>): Promise<T> {
    const { status, body } = await answer;
    if (status < 200 || status > 299) throw new Error(`answered ${status}: ${body.slice(0, 500)}`);
    return JSON.parse(body) as T;
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body: Buffer | undefined): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const headers = {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
      };
      const sent = request(`${this.address}${path}`, { method, agent: this.agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
