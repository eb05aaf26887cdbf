import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { type OpenCall, Pull } from './pull.js';

interface Source {
  readonly call: OpenCall;
  /** Items that the consumer's side has asked for. */
  readonly made: () => number;
  readonly cancelled: () => number;
}

function source(count: number): Source {
  let [made, cancelled] = [0, 0];
  const call: OpenCall = new Readable({
    objectMode: true,
    highWaterMark: 64,
    read() {
      this.push(made < count ? made++ : null);
    },
  });
  call.cancel = async () => void cancelled++;
  return { call, made: () => made, cancelled: () => cancelled };
}

describe('a pull', () => {
  it('takes everything, in order, in arrays of the size asked for', async () => {
    const pull = new Pull<number>(source(1_000).call);
    const taken: number[] = [];
    for (;;) {
      const items = await pull.take(37, 1_000);
      if (items === undefined) break;
      expect(items.length).toBeLessThanOrEqual(37);
      taken.push(...items);
    }
    expect(taken).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
  });

  it('asks for little more than its consumer takes', async () => {
    const { call, made } = source(100_000);
    const pull = new Pull<number>(call);
    for (let i = 0; i < 10; i++) await pull.take(10, 1_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(made()).toBeLessThan(100 + 2 * 64 + 10);
    pull.leave();
  });

  it('cancels what it leaves, and gives nothing more', async () => {
    const { call, cancelled } = source(100_000);
    const pull = new Pull<number>(call);
    await pull.take(1, 1_000);
    pull.leave();
    expect(cancelled()).toBe(1);
    expect(await pull.take(1, 1_000)).toBeUndefined();
  });

  it('gives what came before an error, and then the error; one that comes after it was left ends nothing', async () => {
    const call: OpenCall = new Readable({ objectMode: true, read: () => undefined });
    const pull = new Pull<number>(call);
    call.push(1);
    call.emit('error', new Error('dropped'));
    expect(await pull.take(10, 1_000)).toEqual([1]);
    await expect(pull.take(10, 1_000)).rejects.toThrow('dropped');
    pull.leave();
    call.emit('error', new Error('late'));
  });

  it('gives a silent call up', async () => {
    const pull = new Pull<number>(new Readable({ objectMode: true, read: () => undefined }));
    await expect(pull.take(1, 10)).rejects.toThrow('not answered');
  });
});
