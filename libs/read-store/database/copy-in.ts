import type pg from 'pg';
import { isPipelined } from './pipelined.js';
import { type CopyText } from '../tables/copy-text.js';

/** Rows from which on COPY is worth a statement of its own, which is parsed each time. */
export const COPY_FROM = 50;

/** Whether rows are to come by COPY. A client that sends statements ahead of their answers can't: `pg` refuses it there. */
export function copies(client: pg.PoolClient, rows: readonly unknown[]): boolean {
  return rows.length >= COPY_FROM && !isPipelined(client);
}

/** What `pg` calls on a query under way; its types name only `submit`. */
interface QueryUnderWay extends pg.Submittable {
  handleCopyInResponse(): void;
  handleCommandComplete(message: { readonly text: string }): void;
  handleReadyForQuery(): void;
  handleError(error: unknown): void;
}

interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(bytes: Buffer): void;
  endCopyFrom(): void;
}

/**
 * Runs `COPY … FROM STDIN` with its rows.
 *
 * The rows follow the statement without waiting for the server to ask for them, which saves a round trip: where it refuses
 * the statement it passes over them, as PostgreSQL's protocol has it ("any subsequent CopyData … messages are dropped").
 *
 * @returns how many rows were stored.
 */
export function copyIn(client: pg.PoolClient, statement: string, rows: CopyText): Promise<number> {
  return new Promise((resolve, reject) => {
    let stored = 0;
    const query: QueryUnderWay = {
      submit(connection) {
        const copying = connection as unknown as CopyConnection;
        copying.query(statement);
        copying.sendCopyFromChunk(rows.bytes);
        copying.endCopyFrom();
      },
      handleCopyInResponse: () => undefined,
      handleCommandComplete: ({ text }) => (stored = Number(text.slice('COPY '.length))),
      handleReadyForQuery: () => resolve(stored),
      handleError: (error) => reject(error instanceof Error ? error : new Error(String(error))),
    };
    client.query(query);
  });
}
