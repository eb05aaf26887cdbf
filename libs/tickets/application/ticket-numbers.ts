import { type CommandExecutor, derivedId } from '#event-sourcing';
import { formatTicketNumber, numberPrefix } from '../domain/number/ticket-number.js';
import { numberDecider } from '../domain/number/number-block.js';

export const NUMBER_CATEGORY = 'number';

/** Fixed for ever: the streams of the sequences are found by it. */
const SEQUENCES = '6c0d4b0e-7d0f-5c55-9a2b-0f6f3a0c7b11';

export const numberStreamId = (prefix: string): string => derivedId(SEQUENCES, prefix);

export interface TicketNumbersDependencies {
  readonly executor: CommandExecutor;
  /** A new random UUID. */
  readonly newId: () => string;
  /** Numbers taken at first; what a killed process held is lost, never given twice. 20 by default. */
  readonly blockSize?: number;
}

/**
 * Each block is twice as long as the one before, up to this: a sequence's stream is read whole whenever a block is taken, so
 * blocks of one length would make the millionth ticket wait for tens of thousands of events.
 */
const LONGEST_BLOCK = 1_000;

interface Block {
  next: number;
  readonly last: number;
  readonly size: number;
}

/** Gives ticket numbers out of blocks that the log has assigned to this process. */
export class TicketNumbers {
  private readonly blocks = new Map<string, Block>();
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(private readonly dependencies: TicketNumbersDependencies) {}

  /**
   * @param now ISO 8601 UTC; gives the year of the number and the time of the block.
   * @throws as CommandExecutor does.
   */
  async next(desk: string, now: string): Promise<string> {
    const prefix = numberPrefix(desk);
    for (;;) {
      const block = this.blocks.get(prefix);
      if (block !== undefined && block.next <= block.last) {
        const sequence = block.next;
        block.next += 1;
        return formatTicketNumber(prefix, Number(now.slice(0, 4)), sequence);
      }
      await this.refill(prefix, now);
    }
  }

  /** Callers that come while a block is being taken wait for the same one. */
  private refill(prefix: string, now: string): Promise<void> {
    const running = this.underWay.get(prefix);
    if (running !== undefined) return running;
    const taking = this.take(prefix, now).finally(() => this.underWay.delete(prefix));
    this.underWay.set(prefix, taking);
    return taking;
  }

  private async take(prefix: string, now: string): Promise<void> {
    const { executor, newId, blockSize = 20 } = this.dependencies;
    const before = this.blocks.get(prefix);
    const size =
      before === undefined ? blockSize : Math.max(blockSize, Math.min(2 * before.size, LONGEST_BLOCK));
    const commandId = newId();
    const { events } = await executor.execute({
      category: NUMBER_CATEGORY,
      id: numberStreamId(prefix),
      command: { prefix, size },
      decider: numberDecider,
      context: () => undefined,
      commandId,
      metadata: {
        $correlationId: commandId,
        $causationId: commandId,
        actor: 'system',
        role: 'system',
        occurredAt: now,
        decidedAt: now,
      },
    });
    const [taken] = events;
    if (taken !== undefined) this.blocks.set(prefix, { next: taken.data.first, last: taken.data.last, size });
  }
}
