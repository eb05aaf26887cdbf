import { type Readable } from 'node:stream';
import { Doorbell } from '#event-sourcing';
import { CallEnded, NotAnswered } from '../connection/failure.js';

/** A read or a subscription of the client, which leaves a read by one name and a subscription by the other. */
export type OpenCall = Readable & { cancel?(): Promise<void>; unsubscribe?(): Promise<void> };

/**
 * Takes what a call has brought, in arrays, at the consumer's pace: what is not taken stays with the server.
 *
 * `leave` must be called whatever happens. A call that is left otherwise (`break` out of `for await`) stays open for ever, and
 * after a hundred of them every further read hangs.
 */
export class Pull<Item> {
  private readonly bell = new Doorbell();
  private failure: { readonly error: unknown } | undefined;
  private ended = false;

  constructor(private readonly call: OpenCall) {
    call.on('readable', () => this.bell.ring());
    call.on('end', () => this.end());
    call.on('close', () => this.end());
    // Stays for ever: an error after the call was left would otherwise end the process.
    call.on('error', (error) => {
      this.failure ??= { error };
      this.bell.ring();
    });
  }

  /**
   * @param limit most items of one array.
   * @param silence milliseconds after which a call that brings nothing is given up.
   * @returns undefined when the call has ended, or was left.
   * @throws the call's error; NotAnswered
   */
  async take(limit: number, silence: number): Promise<readonly Item[] | undefined> {
    for (;;) {
      const items = this.buffered(limit);
      if (items.length > 0) return items;
      if (this.failure !== undefined) throw this.failure.error;
      if (this.ended) return undefined;
      if (!(await this.bell.heard(silence))) throw new NotAnswered(true);
    }
  }

  /** @throws CallEnded when it ends: for calls that have no end. */
  async takeOfEndless(limit: number, silence: number): Promise<readonly Item[]> {
    const items = await this.take(limit, silence);
    if (items === undefined) throw new CallEnded('ended');
    return items;
  }

  leave(): void {
    this.end();
    const cancelled = this.call.cancel?.() ?? this.call.unsubscribe?.();
    // Rejects when there never was a connection.
    cancelled?.catch(() => undefined);
    this.call.destroy();
  }

  private buffered(limit: number): Item[] {
    const items: Item[] = [];
    while (items.length < limit) {
      const item = this.call.read() as Item | null;
      if (item === null) break;
      items.push(item);
    }
    return items;
  }

  private end(): void {
    this.ended = true;
    this.bell.ring();
  }
}
