import { type HelpDesk, openHelpDesk } from '../../composition/help-desk.js';
import { type OpsContext } from './ops-context.js';

/** The whole help desk without its worker: the running service's log and read models, or ours for the time being. */
export async function withHelpDesk<Result>(
  context: OpsContext,
  command: string,
  work: (helpDesk: HelpDesk) => Promise<Result>,
): Promise<Result> {
  return context.withInfrastructure(command, async ({ store, database }) => {
    const { VAULT_KEK: vaultKek, DATA_DIR: dataDir } = context.settings();
    const helpDesk = await openHelpDesk({
      store,
      url: database.appUrl,
      dataDir,
      ...(vaultKek === undefined ? {} : { vaultKek }),
    });
    try {
      return await work(helpDesk);
    } finally {
      await helpDesk.close();
    }
  });
}
