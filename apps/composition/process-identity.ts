import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** One run of one process, told apart from every other: also from one of the same number in another container. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** `host:pid:random`. Names the holder of leases, so two processes must never share it: neither does a restarted one. */
  readonly id: string;
}

export function processIdentity(): ProcessIdentity {
  const host = hostname();
  const { pid } = process;
  return { host, pid, id: `${host}:${pid}:${randomBytes(6).toString('hex')}` };
}
