import { type Product } from './product.js';

/** A reader of a desk's queue stream, who stays as long as he is served. */
export class QueueStream {
  /** Of the last message. */
  lastId = '';
  private text = '';
  private over = false;
  private readonly waiting = new Set<() => void>();

  static async open(product: Product, desk: string, lastEventId?: string): Promise<QueueStream> {
    const response = await fetch(`${product.address}/api/v1/desks/${desk}/queue/stream`, {
      headers: {
        authorization: `Bearer ${product.token('operator')}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });
    if (response.status !== 200 || response.body === null) throw new Error(`stream: ${response.status}`);
    return new QueueStream(response.body.getReader());
  }

  private constructor(body: ReadableStreamDefaultReader<Uint8Array>) {
    void this.read(body);
  }

  get ended(): boolean {
    return this.over;
  }

  /** @returns true when the text comes, false when the stream ends without it. */
  async brings(text: string): Promise<boolean> {
    while (!this.text.includes(text)) {
      if (this.over) return false;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
    return true;
  }

  private async read(body: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    try {
      for (let part = await body.read(); !part.done; part = await body.read()) {
        this.text += Buffer.from(part.value).toString('utf8');
        this.lastId = /.*^id: (\S+)$/ms.exec(this.text)?.[1] ?? this.lastId;
        this.tell();
      }
    } catch {
      // A connection that was cut ends the stream as well.
    }
    this.over = true;
    this.tell();
  }

  private tell(): void {
    this.waiting.forEach((resolve) => resolve());
    this.waiting.clear();
  }
}
