import { ProjectionRunner } from '#read-store';
import { operatorError } from '#platform';
import { type HelpDesk } from '../../composition/help-desk.js';
import { PROJECTIONS } from '../../composition/projections.js';
import { deskMessages } from './desk-messages.js';

const LOOK_MS = 2_000;

/**
 * Waits until the read models have come to the end of the log as it is now. Where no service runs them, this process does
 * meanwhile.
 *
 * @throws OperatorError when one of them stands still because of an event.
 */
export async function caughtUp(helpDesk: HelpDesk, onWait: () => void = () => undefined): Promise<void> {
  const { readStore, store, codec } = helpDesk;
  const runner = new ProjectionRunner({
    readStore,
    store,
    decode: (events, options) => codec.decodeBatch(events, { ...options, unknown: 'skip' }),
    projections: PROJECTIONS,
  });
  await runner.start();
  try {
    const head = await store.head();
    for (const { name } of PROJECTIONS) {
      while ((await readStore.waitForPosition(name, head, LOOK_MS)).stale) {
        const failed = (await readStore.status()).find((row) => row.live && row.error !== null);
        if (failed !== undefined)
          throw operatorError(deskMessages, 'projection-stands', { name: failed.name });
        onWait();
      }
    }
  } finally {
    await runner.stop();
  }
}
