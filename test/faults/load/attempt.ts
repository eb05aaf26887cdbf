import { type Attempt } from '../history.js';
import { type Product } from '../../product/product.js';
import { type Wanted } from './commands.js';

/** Shorter than many a pause: who waits no longer asks another node, while the first one may yet wake. */
const PATIENCE_MS = 4_000;

export interface Sending {
  readonly op: string;
  readonly attempt: number;
  readonly wanted: Wanted;
  /** Of the ticket; undefined opens one. */
  readonly ticket?: string | undefined;
  readonly ifMatch?: number | undefined;
}

/** @param unforeseen is told of answers that no client should ever get. */
export async function attempt(
  node: Product,
  { op, attempt: n, wanted, ticket, ifMatch }: Sending,
  unforeseen: (what: string) => void,
): Promise<Attempt> {
  const path = ticket === undefined ? '' : `/${ticket}/${wanted.action}`;
  try {
    const response = await fetch(`${node.address}/api/v1/tickets${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${node.token(wanted.as)}`,
        'content-type': 'application/json',
        'idempotency-key': op,
        'x-correlation-id': `${op}.${n}`,
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
      },
      body: JSON.stringify(wanted.body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body = (await response.json()) as Answered;
    const { status, headers } = response;
    if (status < 300)
      return {
        is: 'acknowledged',
        stream: `ticket-${body.id}`,
        version: body.version,
        position: body.position,
      };
    if (status < 500) {
      if (![403, 404, 409, 412, 422].includes(status)) unforeseen(`${wanted.kind}: ${status} ${body.code}`);
      return { is: 'refused', code: `${status} ${body.code}` };
    }
    if (status !== 503 || !headers.has('retry-after')) unforeseen(`${wanted.kind}: ${status} ${body.code}`);
    return { is: 'unknown', why: `${status} ${body.code}` };
  } catch (error) {
    const { cause, name } = error as { cause?: { code?: string }; name: string };
    return { is: 'unknown', why: cause?.code ?? name };
  }
}

/** Of a command, or of a problem. */
interface Answered {
  readonly id: string;
  readonly version: number;
  readonly position: string;
  readonly code?: string;
}

/** The command that an event's correlation id names. */
export function opOf(correlationId: string | undefined): string | undefined {
  return /^(load-[0-9a-f]+-\d+)\.\d+$/.exec(correlationId ?? '')?.[1];
}
