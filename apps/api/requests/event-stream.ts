import { type ServerResponse } from 'node:http';

export interface StreamMessage {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

/** Beyond this many unsent bytes the reader is too slow: he is let go and resumes by Last-Event-ID. */
const MOST_UNSENT_BYTES = 1024 * 1024;

/** One response of server-sent events (HTML standard, section 9.2). */
export class EventStream {
  private readonly ended: Promise<void>;

  constructor(
    private readonly response: ServerResponse,
    headers: Readonly<Record<string, string>>,
  ) {
    this.ended = new Promise((resolve) => response.once('close', resolve));
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies that gather answers before they pass them on would make a live view a dead one.
      'x-accel-buffering': 'no',
      // A stream ends with its connection: a reader that went away unnoticed must not hold up the stop of the server.
      connection: 'close',
    });
    response.write('retry: 2000\n\n');
  }

  /** Resolves when either side has ended it. */
  get closed(): Promise<void> {
    return this.ended;
  }

  send({ event, id, data }: StreamMessage): void {
    this.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Keeps the connection alive and moves the reader's place on, although nothing happened. */
  heartbeat(id: string): void {
    this.write(`: heartbeat\nid: ${id}\n\n`);
  }

  /** What was sent before still arrives. */
  end(): void {
    this.response.end(() => this.response.socket?.destroySoon());
  }

  private write(text: string): void {
    if (this.response.writableEnded || this.response.destroyed) return;
    this.response.write(text);
    if (this.response.writableLength > MOST_UNSENT_BYTES) this.response.destroy();
  }
}
