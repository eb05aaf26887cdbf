import { Cluster } from './cluster.js';
import { controlBy, type DoubleControl } from './control.js';
import { DEFAULT_SETTINGS, type DoubleSettings } from './settings.js';

export interface EventStoreDbDouble {
  /** `esdb://…`, without user and password. */
  readonly url: string;
  /** Of the nodes one by one. */
  readonly urls: readonly string[];
  readonly control: DoubleControl;
  close(): Promise<void>;
}

/** One node in this process, on a free port of 127.0.0.1, empty. */
export function startDouble(options: Partial<DoubleSettings> = {}): Promise<EventStoreDbDouble> {
  return startDoubleCluster(1, options);
}

/** Two or three nodes with one log; node 0 leads at first. The url names all of them, so that clients ask for the leader. */
export async function startDoubleCluster(
  size: number,
  options: Partial<DoubleSettings> = {},
): Promise<EventStoreDbDouble> {
  const settings = settingsOf(options);
  const cluster = new Cluster(settings, size);
  await cluster.start();
  return runningDouble(cluster, settings);
}

export function settingsOf(options: Partial<DoubleSettings>): DoubleSettings {
  return { ...DEFAULT_SETTINGS, ...options };
}

export function runningDouble(cluster: Cluster, settings: DoubleSettings): EventStoreDbDouble {
  const hosts = cluster.endpoints.map(({ host, port }) => `${host}:${port}`);
  const urlOf = (host: string) => `esdb://${host}?tls=${settings.tls !== undefined}`;
  return {
    url: urlOf(hosts.join(',')),
    urls: hosts.map(urlOf),
    control: controlBy((command) => cluster.carryOut(command)),
    close: () => cluster.close(),
  };
}
