import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./sql/', import.meta.url);

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** In the order in which they are applied: by name. */
export function migrations(): readonly Migration[] {
  return readdirSync(new URL('migrations/', FOLDER))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: read(`migrations/${name}`) }));
}

/** @param role quoted identifier of the application's role. */
export function grants(role: string): string {
  return read('grants.sql')
    .replaceAll(/^--.*$/gm, '')
    .replaceAll(':role', role);
}

/** A statement prepared once a connection, under its own name. */
export interface Query {
  readonly name: string;
  readonly text: string;
}

function query(name: string): Query {
  return { name: `log-${name}`, text: read(`queries/${name}.sql`) };
}

function read(path: string): string {
  return readFileSync(new URL(path, FOLDER), 'utf8');
}

export const queries = {
  append: query('append'),
  settledHead: query('settled-head'),
  visibleHead: query('visible-head'),
  identity: query('identity'),
  readStream: query('read-stream'),
  readAll: query('read-all'),
  readAllFiltered: query('read-all-filtered'),
};
