import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type FastifyInstance } from 'fastify';

/** The OpenAPI 3 document of everything that is registered. */
export function openApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Help desk')
    .setDescription(
      'Commands are POSTs on sub-resources; every answer of a query carries its basis, and asked again with that basis ' +
        '(asOf) it gives the same data. Errors are application/problem+json with a stable code.',
    )
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
}

const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Help desk API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script>
</body></html>
`;
const START = `SwaggerUIBundle({ url: '/api/docs/json', dom_id: '#ui', persistAuthorization: false });\n`;
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

/**
 * The page at /api/docs, the document at /api/docs/json. Two files of swagger-ui-dist are all that is served, each by its
 * own route: a server of a whole folder would be one more thing that can leak.
 */
export function serveDocs(app: INestApplication, fastify: FastifyInstance): void {
  let document: OpenAPIObject | undefined;
  fastify.get('/api/docs', (_, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(PAGE),
  );
  fastify.get('/api/docs/start.js', (_, reply) => reply.type('text/javascript').send(START));
  fastify.get('/api/docs/json', (_, reply) => reply.send((document ??= openApi(app))));
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const [name, type] of Object.entries(ASSETS))
    fastify.get(`/api/docs/${name}`, async (_, reply) =>
      reply.type(type).send(await readFile(join(folder, name))),
    );
}
