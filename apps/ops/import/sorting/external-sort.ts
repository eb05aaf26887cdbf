import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MinHeap } from './min-heap.js';

export interface ExternalSortOptions<Item> {
  readonly compare: (a: Item, b: Item) => number;
  /** Where runs are written; the caller removes it. */
  readonly folder: string;
  /** Names the runs in the folder. */
  readonly name: string;
  /** Items held in memory at once; 50,000 by default. */
  readonly runSize?: number;
}

/**
 * Sorts more than memory holds: sorted runs go to files of JSON lines and are merged. The order must be total, since equal items
 * of different runs come in any order.
 */
export class ExternalSort<Item> {
  private run: Item[] = [];
  private readonly files: string[] = [];

  constructor(private readonly options: ExternalSortOptions<Item>) {}

  async add(item: Item): Promise<void> {
    if (this.run.push(item) >= (this.options.runSize ?? 50_000)) await this.spill();
  }

  /** All items in order, once; nothing can be added afterwards. */
  async *sorted(): AsyncGenerator<Item> {
    if (this.files.length === 0) {
      yield* this.run.sort(this.options.compare);
      this.run = [];
      return;
    }
    if (this.run.length > 0) await this.spill();
    yield* this.merged();
  }

  private async spill(): Promise<void> {
    const file = join(this.options.folder, `${this.options.name}-${this.files.length}.jsonl`);
    this.files.push(file);
    const lines = this.run.sort(this.options.compare).map((item) => JSON.stringify(item));
    this.run = [];
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  }

  private async *merged(): AsyncGenerator<Item> {
    const heap = new MinHeap<{ item: Item; readonly reader: RunReader<Item> }>((a, b) =>
      this.options.compare(a.item, b.item),
    );
    for (const file of this.files) {
      const reader = new RunReader<Item>(file);
      const item = await reader.next();
      if (item !== undefined) heap.push({ item, reader });
    }
    for (let least = heap.pop(); least !== undefined; least = heap.pop()) {
      yield least.item;
      // Most items are there already; only at the end of a block is the file waited for.
      const item = least.reader.waiting() ?? (await least.reader.next());
      if (item !== undefined) heap.push({ item, reader: least.reader });
    }
  }
}

/** Reads a run block by block. */
class RunReader<Item> {
  private readonly blocks: AsyncIterator<string>;
  private lines: string[] = [];
  private at = 0;
  private rest = '';

  constructor(file: string) {
    const stream = createReadStream(file, { encoding: 'utf8' });
    this.blocks = (stream as AsyncIterable<string>)[Symbol.asyncIterator]();
  }

  waiting(): Item | undefined {
    const line = this.lines[this.at];
    if (line === undefined) return undefined;
    this.at += 1;
    return JSON.parse(line) as Item;
  }

  async next(): Promise<Item | undefined> {
    while (this.at >= this.lines.length) {
      const block = await this.blocks.next();
      if (block.done === true) return undefined;
      this.lines = (this.rest + block.value).split('\n');
      this.rest = this.lines.pop() ?? '';
      this.at = 0;
    }
    return this.waiting();
  }
}
