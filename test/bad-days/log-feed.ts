import { call } from '../product/http.js';
import { type Product } from '../product/product.js';

export interface LoggedEvent {
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly position: string;
}

/** The log as an auditor reads it, from where he left off. */
export class LogFeed {
  readonly events: LoggedEvent[] = [];
  private cursor = '';

  async readOn(product: Product): Promise<void> {
    for (let caughtUp = false; !caughtUp;) {
      const cursor = this.cursor === '' ? '' : `&cursor=${this.cursor}`;
      const { status, body } = await call(product, 'GET', `/api/v1/events?limit=500${cursor}`, {
        as: 'auditor',
      });
      if (status !== 200) throw new Error(`the feed answered ${status} ${body.code}`);
      this.events.push(...(body.events as LoggedEvent[]));
      this.cursor = body.next as string;
      caughtUp = body.caughtUp as boolean;
    }
  }
}
