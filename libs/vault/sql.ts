import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('./sql/', import.meta.url);

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** In the order of their numbers. */
export function migrations(): readonly Migration[] {
  return readdirSync(new URL('migrations/', folder))
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.sql'.length), sql: text(`migrations/${file}`) }));
}

/** @param role escaped identifier of the role that the application runs as. */
export function grants(role: string): string {
  return text('grants.sql').replaceAll(':role', role);
}

export const queries = {
  findKeys: text('queries/find-keys.sql'),
  makeKeys: text('queries/make-keys.sql'),
  eraseSubject: text('queries/erase-subject.sql'),
  putContents: text('queries/put-contents.sql'),
  getContents: text('queries/get-contents.sql'),
  findSecret: text('queries/find-secret.sql'),
  makeSecret: text('queries/make-secret.sql'),
} as const;

function text(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}
