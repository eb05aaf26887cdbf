import { readFileSync } from 'node:fs';
import pg from 'pg';

const SCRIPT = new URL('../../../docker/postgres/10-roles.sh', import.meta.url);

/** The statements of docker/postgres/10-roles.sh with the passwords in place, as `psql` would put them. */
export function rolesScript(passwords: { readonly owner: string; readonly app: string }): readonly string[] {
  const sql = /<<'SQL'\n(.*)\nSQL\n/s.exec(readFileSync(SCRIPT, 'utf8'))?.[1];
  if (sql === undefined) throw new Error('no statements in 10-roles.sh');
  return sql
    .replaceAll(/:'(\w+)_password'/g, (_, role: 'owner' | 'app') => pg.escapeLiteral(passwords[role]))
    .split('\n')
    .filter((line) => !line.startsWith('\\'));
}
