import pg from 'pg';
import { operatorError } from '../messages/operator-error.js';
import { platformMessages } from '../messages/platform-messages.js';
import { type SettingName } from '../settings/definitions.js';

/** `server_version_num` of the oldest PostgreSQL that the migrations run on. */
const OLDEST = 140_000;
const CONNECT_TIMEOUT_MS = 10_000;

interface Server {
  readonly version: number;
  readonly role: string;
  readonly superuser: boolean;
  readonly database: string;
}

export interface ExternalPostgres {
  readonly appUrl: string;
  /** The role of `appUrl`, that migrations grant to. */
  readonly appRole: string;
  /** Absent: migrations are run elsewhere. */
  readonly ownerUrl?: string;
}

/**
 * Checks a PostgreSQL of the operator's before anything is written to it.
 *
 * @throws OperatorError: unreachable, older than 14, or roles that would let the application change the log.
 */
export async function checkExternalPostgres(urls: {
  readonly DATABASE_URL: string;
  readonly DATABASE_ADMIN_URL?: string;
}): Promise<ExternalPostgres> {
  const app = await inspect('DATABASE_URL', urls.DATABASE_URL);
  if (app.superuser) throw operatorError(platformMessages, 'database-superuser', { role: app.role });
  if (urls.DATABASE_ADMIN_URL === undefined) return { appUrl: urls.DATABASE_URL, appRole: app.role };
  const admin = await inspect('DATABASE_ADMIN_URL', urls.DATABASE_ADMIN_URL);
  if (admin.role === app.role)
    throw operatorError(platformMessages, 'database-same-role', { role: app.role });
  if (admin.database !== app.database)
    throw operatorError(platformMessages, 'database-other-database', {
      app: app.database,
      admin: admin.database,
    });
  return { appUrl: urls.DATABASE_URL, appRole: app.role, ownerUrl: urls.DATABASE_ADMIN_URL };
}

async function inspect(setting: SettingName, url: string): Promise<Server> {
  const server = await ask(setting, url);
  if (server.version < OLDEST)
    throw operatorError(platformMessages, 'database-too-old', {
      setting,
      found: Math.floor(server.version / 10_000),
      least: OLDEST / 10_000,
    });
  return server;
}

async function ask(setting: SettingName, url: string): Promise<Server> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    const { rows } = await client.query<Server>(
      `SELECT current_setting('server_version_num')::int AS version, current_user AS role,
              current_database() AS database,
              (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser`,
    );
    const [server] = rows;
    if (server === undefined) throw new Error('no answer');
    return server;
  } catch (cause) {
    throw operatorError(
      platformMessages,
      'database-unreachable',
      { setting, reason: reasonOf(cause) },
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A code where there is one: driver messages may repeat the address with its password. */
function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.message : String(error);
}
