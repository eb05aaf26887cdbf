import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { append } from '../testing/desk-fixture.js';
import { readStoreFixture, type ReadStoreFixture } from '../testing/read-store-fixture.js';

describe('a projection runner', () => {
  let fixture: ReadStoreFixture;
  beforeEach(async () => {
    fixture = await readStoreFixture();
  });
  afterEach(() => fixture.close());

  it('builds read models from the log, and says up to where', async () => {
    await append(fixture.store, [
      { type: 'Came', data: { ticket: 'a', desk: 'north', rank: 2 } },
      { type: 'Came', data: { ticket: 'b', desk: 'north', rank: 1 } },
      { type: 'Moved', data: { ticket: 'a', rank: 3 } },
      { type: 'Left', data: { ticket: 'b' } },
      { type: 'Unrelated', data: {} },
    ]);
    await fixture.project();
    const queue = await fixture.readStore.query('queue', 'SELECT ticket, rank, note, seen FROM read.queue');
    expect(queue).toEqual({
      rows: [{ ticket: 'a', rank: 3, note: 'even "quoted" \\ {x,y}', seen: ['Came', 'Moved'] }],
      position: await fixture.store.head(),
      view: 'queue@1',
      state: 'active',
    });
    const totals = await fixture.readStore.query('totals', 'SELECT * FROM read.totals');
    expect(totals.rows).toEqual([{ desk: 'all', came: 2, moved: 1 }]);
  });
});
