import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStoreFixture, type ReadStoreFixture } from '../testing/read-store-fixture.js';

let fixture: ReadStoreFixture;
beforeAll(async () => {
  fixture = await readStoreFixture();
});
afterAll(() => fixture.close());

describe('a query on a read store that no worker has ever built', () => {
  it('says that the view is not there, not that a table is missing', async () => {
    const asked = fixture.readStore.query('queue', 'SELECT * FROM read.queue');
    await expect(asked).rejects.toMatchObject({ code: 'unknown-projection' });
  });

  it('lets every other failure through as it is', async () => {
    await expect(fixture.readStore.query('queue', 'SELECT nonsense(')).rejects.toMatchObject({
      code: '42601',
    });
  });
});
