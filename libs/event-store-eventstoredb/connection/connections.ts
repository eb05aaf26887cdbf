import { type LogObserver } from '#event-sourcing';
import { type ConnectionUrl } from './connection-url.js';
import { Connection } from './connection.js';

/** The server lets about a hundred calls share a connection; what exceeds that waits for ever without a word. */
const SUBSCRIPTIONS_PER_CONNECTION = 80;

interface Shared {
  readonly connection: Connection;
  users: number;
}

export interface BorrowedConnection {
  readonly connection: Connection;
  /** Once. */
  readonly giveBack: () => void;
}

/**
 * The connections of one store: one for appends and reads, further ones for what stays open. So no number of subscriptions
 * can stop an append or a read.
 */
export class Connections {
  readonly main: Connection;
  private readonly shared: Shared[] = [];
  private lanes = 1;

  constructor(
    private readonly url: ConnectionUrl,
    private readonly observe: LogObserver,
  ) {
    this.main = new Connection(url, 0, observe);
  }

  /** A connection on which one more subscription will be served. */
  borrow(): BorrowedConnection {
    let shared = this.shared.find(({ users }) => users < SUBSCRIPTIONS_PER_CONNECTION);
    if (shared === undefined) {
      shared = { connection: new Connection(this.url, this.lanes++, this.observe), users: 0 };
      this.shared.push(shared);
    }
    shared.users++;
    const { connection } = shared;
    return { connection, giveBack: () => this.giveBack(connection) };
  }

  async close(): Promise<void> {
    await Promise.all([this.main, ...this.shared.map(({ connection }) => connection)].map((c) => c.close()));
  }

  private giveBack(connection: Connection): void {
    const shared = this.shared.find((each) => each.connection === connection);
    if (shared !== undefined) shared.users--;
  }
}
