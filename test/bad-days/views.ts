import { ProjectionAdmin } from '#read-store';
import { createPostgresEventStore } from '#event-store-postgres';
import { type HelpDesk, openHelpDesk } from '../../apps/composition/help-desk.js';
import { PROJECTIONS } from '../../apps/composition/projections.js';

/** Every read model against a rebuild of it, beside the running product: what differs, as sentences. */
export async function differencesFromRebuild(url: string, dataDir: string): Promise<string[]> {
  const store = await createPostgresEventStore({ url });
  let helpDesk: HelpDesk | undefined;
  try {
    helpDesk = await openHelpDesk({ store, url, dataDir });
    const { codec, readStore } = helpDesk;
    const admin = new ProjectionAdmin({
      readStore,
      store,
      decode: (events, decoding) => codec.decodeBatch(events, { ...decoding, unknown: 'skip' }),
      projections: PROJECTIONS,
    });
    const found: string[] = [];
    for (const { name } of PROJECTIONS) {
      const told: string[] = [];
      const { differences } = await admin.verify(name, (difference) => told.push(JSON.stringify(difference)));
      if (differences > 0) found.push(`${name}: ${differences}, ${told.slice(0, 3).join(' ')}`);
    }
    return found;
  } finally {
    await helpDesk?.close();
    await store.close();
  }
}
