import type grpc from '@grpc/grpc-js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ReadFault } from './faults.js';
import { type RpcError } from './grpc-errors.js';
import { type NodeContext } from './node-context.js';

/** Answers of a `Read` leave as bytes: events were encoded when they were stored. */
export type ReadCall = grpc.ServerWritableStream<streams.ReadReq, Buffer>;

/** The answers of one `Read`, at the caller's pace; a fault lets it end in the middle. */
export class AnswerStream {
  private eventsLeft: number;
  private isOver = false;

  constructor(
    private readonly node: NodeContext,
    private readonly call: ReadCall,
    private readonly fault?: Extract<ReadFault, { after: number }>,
  ) {
    this.eventsLeft = fault?.after ?? Infinity;
    call.on('close', () => (this.isOver = true));
    call.on('cancelled', () => (this.isOver = true));
  }

  /** Whether nobody listens any more. */
  get isClosed(): boolean {
    return this.isOver || this.call.cancelled;
  }

  /** Resolves, at once if possible, when the next answer may be sent. */
  async send(answer: Buffer): Promise<void> {
    if (this.isClosed) return;
    if (this.call.write(answer)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        for (const event of ['drain', 'close', 'cancelled']) this.call.off(event, done);
        resolve();
      };
      for (const event of ['drain', 'close', 'cancelled']) this.call.on(event, done);
    });
  }

  async sendEvent(answer: Buffer): Promise<void> {
    if (this.eventsLeft === 0) return this.endBadly();
    this.eventsLeft--;
    await this.send(answer);
  }

  end(error?: RpcError): void {
    if (this.isClosed) return;
    if (this.eventsLeft === 0) return this.endBadly();
    this.isOver = true;
    if (error === undefined) this.call.end();
    else this.call.emit('error', error);
  }

  private endBadly(): void {
    if (this.isClosed) return;
    this.isOver = true;
    if (this.fault?.how === 'cut') this.node.cut(this.call);
    else this.call.end();
  }
}
