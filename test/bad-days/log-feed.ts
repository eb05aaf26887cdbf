import { setTimeout as pause } from 'node:timers/promises';
import { call } from '../product/http.js';
import { type Product } from '../product/product.js';

export interface LoggedEvent {
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly position: string;
}

/** A busy machine sheds load now and then; a log that stays away is a defect. */
const MOST_REPEATS = 50;
const BACK_OFF_MS = 200;

/** The log as an auditor reads it, from where he left off. */
export class LogFeed {
  readonly events: LoggedEvent[] = [];
  private cursor = '';

  async readOn(product: Product): Promise<void> {
    let repeats = 0;
    for (let caughtUp = false; !caughtUp;) {
      const cursor = this.cursor === '' ? '' : `&cursor=${this.cursor}`;
      const { status, body } = await call(product, 'GET', `/api/v1/events?limit=500${cursor}`, {
        as: 'auditor',
      });
      if (status === 503 && repeats < MOST_REPEATS) {
        repeats += 1;
        await pause(BACK_OFF_MS);
        continue;
      }
      if (status !== 200) throw new Error(`the feed answered ${status} ${body.code}`);
      this.events.push(...(body.events as LoggedEvent[]));
      this.cursor = body.next as string;
      caughtUp = body.caughtUp as boolean;
    }
  }
}
