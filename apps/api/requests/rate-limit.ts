import rateLimit from '@fastify/rate-limit';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';

export interface RateLimits {
  /** Requests of one principal in a window; an address gets several times as many, since offices share one. */
  readonly max: number;
  readonly windowSeconds: number;
}

const PRINCIPALS_PER_ADDRESS = 10;

/** Counts one principal's requests; filled in once the plugin is there. */
export class PrincipalLimit {
  private check: ((request: FastifyRequest) => Promise<LimitResult>) | undefined;

  use(check: (request: FastifyRequest) => Promise<LimitResult>): void {
    this.check = check;
  }

  /** @throws Problem 429 with Retry-After. */
  async spend(request: FastifyRequest): Promise<void> {
    const result = await this.check?.(request);
    if (result?.isAllowed === false && result.isExceeded) throw tooMany(result.ttlInSeconds);
  }
}

type LimitResult =
  | { readonly isAllowed: true }
  | { readonly isAllowed: false; readonly isExceeded: boolean; readonly ttlInSeconds: number };

interface LimitedRequest extends FastifyRequest {
  access?: { readonly principal: { readonly subject: string } };
}

/**
 * Two limits: by address before anything is looked at, so that guessing tokens is slow, and by principal after the token
 * is verified. A key taken from an unverified token would let anyone have as many budgets as he likes.
 */
export async function limitRates(
  fastify: FastifyInstance,
  limits: RateLimits,
  byPrincipal: PrincipalLimit,
): Promise<void> {
  const timeWindow = limits.windowSeconds * 1000;
  await fastify.register(rateLimit, {
    global: true,
    max: limits.max * PRINCIPALS_PER_ADDRESS,
    timeWindow,
    cache: 10_000,
    allowList: (request) => /^\/(health|metrics)/.test(request.routeOptions.url ?? ''),
    errorResponseBuilder: (_request, context) => tooMany(Math.ceil(context.ttl / 1000)),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
  });
  byPrincipal.use(
    fastify.createRateLimit({
      max: limits.max,
      timeWindow,
      keyGenerator: (request) =>
        `principal:${(request as LimitedRequest).access?.principal.subject ?? request.ip}`,
    }),
  );
}

function tooMany(retryAfter: number): Problem {
  return new Problem(429, 'too-many-requests', {}, { retryAfter: Math.max(1, retryAfter) });
}
