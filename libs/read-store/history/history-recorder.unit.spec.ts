import { describe, expect, it } from '@jest/globals';
import { type Position } from '#event-sourcing';
import { HistoryRecorder } from './history-recorder.js';

const at = (n: number) => String(n).padStart(4, '0') as Position;

function recorder(omits: readonly string[]) {
  return new HistoryRecorder({ partition: 'desk', member: 'open', omits }, 1_000, new Map());
}

describe('row history', () => {
  it('takes a change of what no page shows for no change', () => {
    const history = recorder(['memo']);
    const first = { desk: 'a', open: true, place: '1', memo: { n: 1 } };
    const second = { ...first, memo: { n: 2 } };
    const third = { ...second, place: '2' };
    history.record(at(1), [{ key: 'k', before: undefined, after: first }]);
    history.record(at(2), [{ key: 'k', before: first, after: second }]);
    history.record(at(3), [{ key: 'k', before: second, after: third }]);
    const { states, buckets } = history.changes();
    expect(states.map(({ from, to }) => [from, to])).toEqual([
      ['0001', '0003'],
      ['0003', null],
    ]);
    expect(buckets.at(-1)).toMatchObject({ changes: 2, live: 1 });
  });

  it('begins and ends with membership, whatever else stays the same', () => {
    const history = recorder(['memo']);
    const row = { desk: 'a', open: true, memo: 1 };
    const gone = { ...row, open: false };
    history.record(at(1), [{ key: 'k', before: undefined, after: row }]);
    history.record(at(2), [{ key: 'k', before: row, after: gone }]);
    history.record(at(3), [{ key: 'k', before: gone, after: row }]);
    expect(history.changes().states.map(({ from, to }) => [from, to])).toEqual([
      ['0001', '0002'],
      ['0003', null],
    ]);
  });
});
