import {
  APP_ROLE,
  checkExternalPostgres,
  type EmbeddedPostgresOptions,
  joinOrStartEmbeddedPostgres,
  type Progress,
  type Settings,
  startEmbeddedPostgres,
} from '#platform';

export interface Database {
  readonly appUrl: string;
  /** The role that migrations grant rights to. */
  readonly appRole: string;
  /** Absent: the migrations of this database are run elsewhere. */
  readonly ownerUrl?: string;
  /** True: another process runs it and has migrated it. */
  readonly joined: boolean;
  /** Several processes may share it. */
  readonly external: boolean;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly settings: Settings;
  readonly purpose: string;
  readonly progress?: Progress;
  /** A command beside a running service uses the service's server. */
  readonly join?: boolean;
}

/** The table of the README in code: DATABASE_URL or the embedded server. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { settings, purpose, progress, join = false } = options;
  const { DATABASE_URL, DATABASE_ADMIN_URL, DATA_DIR } = settings;
  if (DATABASE_URL !== undefined) {
    const admin = DATABASE_ADMIN_URL === undefined ? {} : { DATABASE_ADMIN_URL };
    const external = await checkExternalPostgres({ DATABASE_URL, ...admin });
    return { ...external, joined: false, external: true, close: () => Promise.resolve() };
  }
  const embedded: EmbeddedPostgresOptions = {
    dataDir: DATA_DIR,
    purpose,
    ...(progress === undefined ? {} : { onProgress: progress }),
  };
  const server = await (join ? joinOrStartEmbeddedPostgres(embedded) : startEmbeddedPostgres(embedded));
  const { appUrl, ownerUrl, joined } = server;
  return { appUrl, ownerUrl, appRole: APP_ROLE, joined, external: false, close: () => server.stop() };
}
