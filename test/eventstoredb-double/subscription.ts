import { randomUUID } from 'node:crypto';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { AnswerStream, type ReadCall } from './answer-stream.js';
import { CAUGHT_UP, encodeConfirmation } from './event-encoding.js';
import { type LoggedEvent } from './logged-event.js';
import { type FaultOn } from './faults.js';
import { errorOf, RpcError, streamDeleted, tooSlow, unexpected } from './grpc-errors.js';
import { later } from './later.js';
import { type NodeContext, type OpenSubscription } from './node-context.js';
import { sourceOf, type SubscriptionSource } from './subscription-source.js';

/**
 * Confirmation, then the past in pages, then `caughtUp` once, then what is stored from then on. A subscriber that is
 * live and leaves too much waiting is dropped; it is not set back to catching up.
 */
export function subscribe(
  node: NodeContext,
  call: ReadCall,
  options: streams.ReadReq.Options,
  name: string,
): void {
  const fault = node.faults.take('subscribe', name);
  if (fault?.how === 'never-answer') return;
  const error = fault === undefined || isOfReading(fault) ? undefined : errorOf(fault);
  if (error !== undefined) throw error;
  const answers = new AnswerStream(node, call, fault !== undefined && 'after' in fault ? fault : undefined);
  const source = sourceOf(node, options, name);
  const subscription = new Subscription(node, answers, source, fault?.how === 'marks-ahead');
  node.subscriptions.add(subscription);
  call.on('close', () => subscription.close());
  call.on('cancelled', () => subscription.close());
  later(fault?.how === 'slow' ? fault.milliseconds : 0, () => void subscription.run());
}

function isOfReading(
  fault: FaultOn<'subscribe'>,
): fault is Extract<FaultOn<'subscribe'>, { how: 'cut' | 'end-early' | 'marks-ahead' | 'never-answer' }> {
  return ['cut', 'end-early', 'marks-ahead', 'never-answer'].includes(fault.how);
}

type Waiting = Buffer | LoggedEvent;

class Subscription implements OpenSubscription {
  private readonly waiting: Waiting[] = [];
  private wake: (() => void) | undefined;
  private stopListening: (() => void) | undefined;
  private isOver = false;

  constructor(
    private readonly node: NodeContext,
    private readonly answers: AnswerStream,
    private readonly source: SubscriptionSource,
    private readonly sendsMarksAhead: boolean,
  ) {}

  async run(): Promise<void> {
    try {
      await this.answers.send(encodeConfirmation(randomUUID()));
      await this.catchUp();
      await this.follow();
    } catch (error) {
      this.end(error instanceof RpcError ? error : unexpected());
    }
  }

  send(answer: Buffer): void {
    void this.answers.send(answer);
  }

  end(error?: RpcError): void {
    this.answers.end(error);
    this.close();
  }

  /** Forgets the subscription; nothing is sent any more. */
  close(): void {
    this.isOver = true;
    this.stopListening?.();
    this.node.subscriptions.delete(this);
    this.wake?.();
  }

  /** Returns in the same turn in which the source was found at its end, and listens from then on. */
  private async catchUp(): Promise<void> {
    while (!this.isOver) {
      const page = this.source.next();
      if (page === undefined) break;
      if (page === 'missing') {
        await this.untilStored();
        continue;
      }
      if (page.mark !== undefined && this.sendsMarksAhead) await this.answers.send(page.mark);
      for (const event of page.events) await this.answers.sendEvent(event.answer);
      if (page.mark !== undefined && !this.sendsMarksAhead) await this.answers.send(page.mark);
    }
    if (this.isOver) return;
    this.waiting.push(CAUGHT_UP);
    this.stopListening = this.node.view.onStored((from) => this.take(from));
  }

  private async follow(): Promise<void> {
    while (!this.isOver) {
      const next = this.waiting.shift();
      if (next === undefined) await new Promise<void>((resolve) => (this.wake = resolve));
      else if (Buffer.isBuffer(next)) await this.answers.send(next);
      else {
        await this.answers.sendEvent(next.answer);
        if (next.type === '$streamDeleted' && next.stream === this.source.stream)
          throw streamDeleted(next.stream);
      }
    }
  }

  private take(from: number): void {
    for (let index = from; ; index++) {
      const stored = this.node.view.event(index);
      if (stored === undefined) break;
      const { event, mark } = this.source.live(stored);
      if (event !== undefined) this.waiting.push(event);
      if (mark !== undefined) this.waiting.push(mark);
    }
    if (this.waiting.length > this.node.settings.liveBuffer) this.end(tooSlow());
    else this.wake?.();
  }

  private untilStored(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      this.stopListening = this.node.view.onStored(() => {
        this.stopListening?.();
        resolve();
      });
    });
  }
}
