import { describe, expect, it } from '@jest/globals';
import { BEGINNING, type StreamName } from '#event-sourcing';
import { GroupQueue } from './group-queue.js';
import { pendingAppend } from './pending-append.js';

function anAppend(stream: string, changes: { alone?: boolean; settled?: boolean; characters?: number } = {}) {
  const event = { id: '', type: '', data: 'x'.repeat(changes.characters ?? 2), metadata: '{}' };
  const { append } = pendingAppend(stream as StreamName, 0, [event], 60_000);
  append.resolve({ version: 1, position: BEGINNING });
  return Object.assign(append, { settled: changes.settled ?? false, alone: changes.alone ?? false });
}

function queueOf(...appends: readonly ReturnType<typeof anAppend>[]): GroupQueue {
  const queue = new GroupQueue();
  for (const append of appends) queue.add(append);
  return queue;
}

const streams = (group: readonly { stream: string }[]) => group.map((append) => append.stream);

describe('the queue of appends', () => {
  it('gives each free lane its share, oldest first', () => {
    const queue = queueOf(...['a', 'b', 'c', 'd', 'e'].map((s) => anAppend(s)));
    expect(streams(queue.takeGroup(2))).toEqual(['a', 'b', 'c']);
    expect(streams(queue.takeGroup(1))).toEqual(['d', 'e']);
    expect(queue.takeGroup(1)).toEqual([]);
  });

  it('has a stream under way once, until it is released', () => {
    const queue = queueOf(anAppend('a'), anAppend('a'), anAppend('b'));
    const first = queue.takeGroup(1);
    expect(streams(first)).toEqual(['a', 'b']);
    expect(queue.takeGroup(1)).toEqual([]);
    queue.release(first);
    expect(streams(queue.takeGroup(1))).toEqual(['a']);
  });

  it('keeps apart what must go alone, and forgets what was given up', () => {
    const queue = queueOf(anAppend('a', { alone: true }), anAppend('b', { settled: true }), anAppend('c'));
    expect(streams(queue.takeGroup(1))).toEqual(['c']);
    expect(queue.takeSolo()?.stream).toBe('a');
    expect(queue.takeSolo()).toBeUndefined();
    expect(queue.size).toBe(0);
  });

  it('bounds a group by number and by size, but lets one large append through', () => {
    const many = queueOf(...Array.from({ length: 300 }, (_, i) => anAppend(`s${i}`)));
    expect(many.takeGroup(1)).toHaveLength(128);
    const large = queueOf(...['a', 'b', 'c'].map((s) => anAppend(s, { characters: 1_500_000 })));
    expect(streams(large.takeGroup(1))).toEqual(['a']);
    const giant = queueOf(anAppend('a', { characters: 5_000_000 }));
    expect(streams(giant.takeGroup(1))).toEqual(['a']);
  });
});
