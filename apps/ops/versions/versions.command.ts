import { type Command } from 'commander';
import pg from 'pg';
import { loadMessages, operatorError } from '#platform';
import { migrate } from '../../composition/infrastructure.js';
import { type OpsContext } from '../cli/ops-context.js';
import type english from './messages/en.json';

const messages = loadMessages<keyof typeof english>(new URL('./messages/', import.meta.url));
const SCHEMAS = ['log', 'vault', 'read'] as const;

/** `data` tells versions; `migrate` brings the tables up to date. */
export function registerVersions(program: Command, context: OpsContext): void {
  const { terminal } = context;
  const text = messages.text.bind(messages, terminal.language);
  program
    .command('data')
    .description(text('data'))
    .action(
      context.action(() =>
        context.withDatabase('data', async ({ appUrl, ownerUrl }) => {
          const { version, schemas } = await versions(ownerUrl ?? appUrl);
          terminal.line(text('database', { version }));
          for (const { schema, count, last } of schemas)
            terminal.line(
              last === null ? text('schema-none', { schema }) : text('schema', { schema, count, last }),
            );
        }),
      ),
    );
  program
    .command('migrate')
    .description(text('migrate'))
    .action(
      context.action(() =>
        context.withDatabase('migrate', async (database) => {
          if (database.ownerUrl === undefined) throw operatorError(messages, 'migrate-needs-owner');
          if (database.joined) return terminal.line(text('migrate-running'));
          await migrate(database, { log: context.settings().EVENTSTORE_URL === undefined });
          terminal.line(text('migrated'));
        }),
      ),
    );
}

interface SchemaVersion {
  readonly schema: string;
  readonly count: number;
  /** null: the schema is not there. */
  readonly last: string | null;
}

async function versions(url: string): Promise<{ version: string; schemas: readonly SchemaVersion[] }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const server = await client.query<{ version: string }>(
      `SELECT current_setting('server_version') AS version`,
    );
    const schemas: SchemaVersion[] = [];
    for (const schema of SCHEMAS) {
      const there = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [
        `${schema}.migrations`,
      ]);
      const { rows } =
        there.rowCount === 0
          ? { rows: [] }
          : await client.query<{ count: number; last: string | null }>(
              `SELECT count(*)::int AS count, max(name COLLATE "C") AS last FROM ${schema}.migrations`,
            );
      schemas.push({ schema, count: rows[0]?.count ?? 0, last: rows[0]?.last ?? null });
    }
    return { version: server.rows[0]?.version ?? '?', schemas };
  } finally {
    await client.end();
  }
}
