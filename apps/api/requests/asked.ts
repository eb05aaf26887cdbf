import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { expectedVersion } from './if-match.js';

/** What the headers of a command say about how it is asked. */
export interface Asked {
  readonly correlationId: string;
  readonly idempotencyKey?: string;
  readonly expectedVersion?: number;
}

export const AskedHow = createParamDecorator((_: unknown, context: ExecutionContext): Asked =>
  askedBy(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** @throws Problem 400 `idempotency-key-invalid`, `if-match-invalid`. */
export function askedBy({ id, headers }: FastifyRequest): Asked {
  const key = idempotencyKey(headers['idempotency-key']);
  const version = expectedVersion(headers['if-match']);
  return {
    correlationId: id,
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(version === undefined ? {} : { expectedVersion: version }),
  };
}

/** @throws Problem 400 `idempotency-key-invalid` unless absent or printable ASCII of 1 to 255 characters. */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header))
    throw new Problem(400, 'idempotency-key-invalid');
  return header;
}
