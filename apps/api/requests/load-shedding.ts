import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type FastifyInstance } from 'fastify';
import { Problem } from '../problems/problem.js';

export interface LoadLimits {
  /** Requests under way at once. */
  readonly requests: number;
  /** Milliseconds by which timers run late (99th percentile of the last second). */
  readonly eventLoopDelay: number;
}

export interface Load {
  eventLoopDelay(): number;
  close(): void;
}

/** How late the event loop runs, looked at once a second. */
export function measureLoad(): Load {
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  let delay = 0;
  const timer = setInterval(() => {
    delay = histogram.percentile(99) / 1e6;
    histogram.reset();
  }, 1000);
  timer.unref();
  return {
    eventLoopDelay: () => delay,
    close: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}

/** Counts the requests under way, streams left aside: they wait, they don't work. */
export class InFlight {
  private readonly requests = new Set<object>();
  private waiting: (() => void)[] = [];

  get count(): number {
    return this.requests.size;
  }

  enter(request: object): void {
    this.requests.add(request);
  }

  /** May be called more than once: a request can be given up by the client and answered all the same. */
  leave(request: object): void {
    if (!this.requests.delete(request) || this.requests.size > 0) return;
    for (const go of this.waiting.splice(0)) go();
  }

  /** Resolves when nothing is under way, or after the time. */
  async drained(limitMs: number): Promise<void> {
    if (this.requests.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
    await Promise.race([limit, new Promise<void>((resolve) => this.waiting.push(resolve))]);
    clearTimeout(timer);
  }
}

export interface LoadShedding {
  readonly limits: LoadLimits;
  readonly load: Load;
  readonly inFlight: InFlight;
  readonly isStopping: () => boolean;
}

/**
 * Refuses with 503 what could not be answered in time anyway, before it costs anything, and everything once the process
 * stops. Probes of health are let through: a process that sheds load is alive.
 */
export function shedLoad(fastify: FastifyInstance, shedding: LoadShedding): void {
  const { limits, load, inFlight, isStopping } = shedding;
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isExempt(request.routeOptions.url)) return done();
    if (isStopping()) return done(new Problem(503, 'shutting-down', {}, { retryAfter: 2 }));
    if (inFlight.count >= limits.requests || load.eventLoopDelay() > limits.eventLoopDelay)
      return done(new Problem(503, 'overloaded', {}, { retryAfter: 1 }));
    inFlight.enter(request);
    done();
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    inFlight.leave(request);
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    inFlight.leave(request);
    done();
  });
}

function isExempt(route: string | undefined): boolean {
  return route !== undefined && (/^\/(health|metrics)/.test(route) || route.endsWith('/stream'));
}
