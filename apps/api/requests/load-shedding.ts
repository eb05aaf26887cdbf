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

/**
 * Refuses with 503 what could not be answered in time anyway, before it costs anything. Probes of health are let through:
 * a process that sheds load is alive. Streams don't count: they wait, they don't work.
 */
export function shedLoad(fastify: FastifyInstance, limits: LoadLimits, load: Load): void {
  let underWay = 0;
  const counted = new WeakSet<object>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isExempt(request.routeOptions.url)) return done();
    if (underWay >= limits.requests || load.eventLoopDelay() > limits.eventLoopDelay)
      return done(new Problem(503, 'overloaded', {}, { retryAfter: 1 }));
    underWay += 1;
    counted.add(request);
    done();
  });
  const leave = (request: object) => {
    // A request may both time out and be answered.
    if (counted.delete(request)) underWay -= 1;
  };
  fastify.addHook('onResponse', (request, _reply, done) => {
    leave(request);
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    leave(request);
    done();
  });
}

function isExempt(route: string | undefined): boolean {
  return route !== undefined && (/^\/(health|metrics)/.test(route) || route.endsWith('/stream'));
}
