import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { deskMessagesFolder } from '#desks';
import { staffMessagesFolder } from '#staff';
import { ticketMessagesFolder } from '#tickets';
import { type FastifyRequest } from 'fastify';
import { registeredRoutes } from './access/route-check.js';
import { ApiModule } from './api.module.js';
import { serveDocs } from './docs/open-api.js';
import { Readiness } from './health/health.js';
import { measureRequests } from './health/metrics.js';
import { Catalogue } from './problems/catalogue.js';
import { hasNul, isOutOfShape } from './requests/body-shape.js';
import { correlationId } from './requests/correlation.js';
import { BODY_LIMIT_BYTES, DRAIN_LIMIT_MS, PARAM_LIMIT } from './requests/limits.js';
import { InFlight, measureLoad, shedLoad } from './requests/load-shedding.js';
import { limitRates, PrincipalLimit } from './requests/rate-limit.js';
import { Problem } from './problems/problem.js';
import { type ApiServices } from './services.js';

/** Sentences of all problems: the API's own, and the refusals of every context. */
export function apiCatalogue(): Catalogue {
  return Catalogue.load(
    new URL('./messages/', import.meta.url),
    staffMessagesFolder,
    deskMessagesFolder,
    ticketMessagesFolder,
  );
}

/**
 * The HTTP application, ready to listen or to be injected into.
 *
 * @throws Error when a route has no row in the table of permissions.
 */
export async function createApi(services: ApiServices): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: PARAM_LIMIT },
    genReqId: correlationId,
    // Whom a caller says to call for is believed of these only: anyone else could have a new address for every request.
    trustProxy: [...(services.trustedProxies ?? [])],
    logger: false,
    // `stopApi` has waited for what was under way; what is left open are idle connections and streams.
    forceCloseConnections: true,
  });
  const fastify = adapter.getInstance();
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.over(services, apiCatalogue()),
    adapter,
    {
      logger: false,
      abortOnError: false,
    },
  );
  registeredRoutes(app);
  fastify.decorateRequest('defaultLanguage', services.language);
  const readiness = app.get(Readiness);
  const load = measureLoad();
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-correlation-id', request.id).header('x-content-type-options', 'nosniff');
    // A connection that is kept would be cut at the end, maybe with a request on its way.
    if (readiness.isLeaving) void reply.header('connection', 'close');
    done(takesOnlyJson(request));
  });
  fastify.addHook('preValidation', ({ body, query, params }, _, done) => {
    const refused = isOutOfShape(body) || hasNul(query) || hasNul(params);
    done(refused ? new Problem(400, 'request-malformed') : undefined);
  });
  fastify.addHook('onClose', (_, done) => {
    load.close();
    done();
  });
  measureRequests(fastify, services.metrics.registry);
  shedLoad(fastify, {
    limits: services.limits.load,
    load,
    inFlight: app.get(InFlight),
    isStopping: () => readiness.isStopping,
  });
  await limitRates(fastify, services.limits.rate, app.get(PrincipalLimit));
  serveDocs(app, fastify);
  await app.init();
  await fastify.ready();
  return app;
}

/**
 * Ends it so that behind a load balancer no request is lost: readiness off; requests served as before until the load balancer
 * has noticed; what is under way ended; closed.
 *
 * @param drainWaitMs how long a load balancer takes to notice; 0: whatever comes after this call is refused.
 */
export async function stopApi(app: NestFastifyApplication, drainWaitMs = 0): Promise<void> {
  const readiness = app.get(Readiness);
  readiness.drain();
  await pause(drainWaitMs);
  readiness.stop();
  await app.get(InFlight).drained(DRAIN_LIMIT_MS);
  await app.close();
}

/** Nest also reads forms and plain text, from which a body of other types than our DTOs' could come; nothing here unpacks. */
function takesOnlyJson({ method, headers }: FastifyRequest): Problem | undefined {
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding !== 'identity') return new Problem(415, 'media-type-unsupported');
  if (method === 'GET' || headers['content-type'] === undefined) return undefined;
  return /^application\/json\s*(;|$)/i.test(headers['content-type'])
    ? undefined
    : new Problem(415, 'media-type-unsupported');
}
