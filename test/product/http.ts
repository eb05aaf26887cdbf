import { type Product, type Role } from './product.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of every shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface Call {
  readonly as?: Role;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const LONGEST_ANSWER_MS = 20_000;

/** @throws TypeError of `fetch` when there was no answer. */
export async function call(
  product: Product,
  method: 'GET' | 'POST',
  path: string,
  { as, body, headers = {} }: Call = {},
): Promise<Answer> {
  const response = await fetch(`${product.address}${path}`, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${product.token(as)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
  });
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

/** A request that one of the desks takes as it stands. */
export const REQUEST = {
  desk: 'internet-provider',
  channel: 'account',
  serviceKind: 'network-problem',
  subject: 'Нет связи',
  text: 'Индикатор линии не горит',
};
