import { existsSync } from 'node:fs';
import { InvalidEventStoreUrl } from './invalid-url.js';

const SHAPE = /^(esdb(?:\+discover)?:\/\/(?:[^:@/?]+:[^@/?]+@)?[^@/?\s]+)\/?(?:\?(.+))?$/;
const OPTIONS = [
  'userCertFile',
  'userKeyFile',
  'maxDiscoverAttempts',
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'nodePreference',
  'tls',
  'tlsVerifyCert',
  'tlsCAFile',
  'keepAliveInterval',
  'keepAliveTimeout',
] as const;
type Option = (typeof OPTIONS)[number];
const FILES: readonly Option[] = ['tlsCAFile', 'userCertFile', 'userKeyFile'];

/**
 * Milliseconds between two pings of an idle connection; the client warns below. Each further connection of a process adds
 * one, because gRPC shares one HTTP/2 connection among channels whose options are equal, and with it the server's limit of
 * about a hundred streams.
 */
const KEEP_ALIVE = 10_000;

/**
 * The connection string, looked at before the client sees it: what the client does not understand it prints to the console
 * whole, password included, and its errors quote it.
 */
export class ConnectionUrl {
  private readonly base: string;
  private readonly options: ReadonlyMap<Option, string>;

  /** @throws InvalidEventStoreUrl */
  constructor(url: string) {
    const [, base, query] = SHAPE.exec(url.trim()) ?? [];
    if (base === undefined) throw new InvalidEventStoreUrl('shape');
    this.base = base;
    this.options = new Map((query ?? '').split('&').filter(Boolean).map(readOption));
    if (this.options.get('tlsVerifyCert') === 'false')
      throw new InvalidEventStoreUrl('option', 'tlsVerifyCert');
    for (const option of FILES) {
      const file = this.options.get(option);
      if (file !== undefined && !existsSync(decodeURIComponent(file)))
        throw new InvalidEventStoreUrl('certificate', option);
    }
  }

  /** True when there may be several nodes, so that gossip tells the leader. */
  get discovers(): boolean {
    return this.base.startsWith('esdb+discover:') || this.base.includes(',');
  }

  /** @param lane number of the connection within the process, from 0. */
  forLane(lane: number): string {
    const keepAlive = Number(this.options.get('keepAliveInterval') ?? KEEP_ALIVE);
    const options = new Map<Option, string>([
      // One silent node must not use up the time in which the others could tell the leader. Seconds.
      ['gossipTimeout', '1'],
      ['maxDiscoverAttempts', '3'],
      ...this.options,
      ['keepAliveInterval', String(Math.max(keepAlive, KEEP_ALIVE) + lane)],
    ]);
    return `${this.base}?${[...options].map(([name, value]) => `${name}=${value}`).join('&')}`;
  }
}

function readOption(pair: string): [Option, string] {
  const [name = '', value = ''] = pair.split('=');
  const flat = (text: string) => text.trim().toLowerCase().replace(/[_-]/g, '');
  const option = OPTIONS.find((known) => flat(known) === flat(name));
  if (option === undefined)
    throw new InvalidEventStoreUrl('option', /^\w{1,40}$/.test(name) ? name : undefined);
  if (value === '') throw new InvalidEventStoreUrl('option', option);
  return [option, value.trim()];
}
