import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { operatorError } from '../messages/operator-error.js';
import { platformMessages } from '../messages/platform-messages.js';
import { canEnter, type ServerUser } from './server-user.js';

/** How a PostgreSQL program is told where its data lies. */
export interface ClusterPath {
  readonly argument: string;
  /** Descriptors from 3 on that the program inherits. */
  readonly inherit: readonly number[];
  close(): void;
}

/**
 * Below a folder that only root may enter, the unprivileged server can't reach its own folder by name. It inherits the
 * opened folder instead and names it through /proc, which needs no right on the folders above.
 */
export function clusterPath(cluster: string, user: ServerUser | undefined): ClusterPath {
  if (user === undefined || canEnter(dirname(cluster), user))
    return { argument: cluster, inherit: [], close: () => undefined };
  if (process.platform !== 'linux')
    throw operatorError(platformMessages, 'data-folder-unreachable', { folder: dirname(cluster) });
  const folder = openSync(cluster, 'r');
  return { argument: '/proc/self/fd/3', inherit: [folder], close: () => closeSync(folder) };
}
