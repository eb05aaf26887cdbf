import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registeredRoutes } from '../access/route-check.js';
import { type ApiFixture, apiFixture } from '../testing/api-fixture.js';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture({ rate: { max: 20, windowSeconds: 60 } });
});
afterAll(() => api.close());

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}

describe('the OpenAPI document', () => {
  it('describes exactly the routes that are registered, each once, with its parameters', async () => {
    const { body } = await api.call('GET', '/api/docs/json');
    expect(body.openapi).toMatch(/^3\./);
    const operations = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({
          path,
          method: method.toUpperCase(),
          operation,
        })),
    );
    const described = operations.map(({ path, method }) => `${method} ${path}`).sort();
    const registered = registeredRoutes(api.app)
      .filter(({ path }) => path !== '/metrics')
      .map(({ path, method }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
      .sort();
    expect(described).toEqual(registered);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      expect(operation.summary ?? '').not.toBe('');
      const inPath = operation.parameters
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => name);
      expect(inPath.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort());
    }
  });

  it('refers only to schemas that are there', async () => {
    const { body } = await api.call('GET', '/api/docs/json');
    const refs = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(refs.length).toBeGreaterThan(20);
    for (const ref of refs) expect(body.components.schemas).toHaveProperty(ref);
  });

  it('is served with its page, and nothing else of that folder', async () => {
    expect((await api.call('GET', '/api/docs')).body).toContain('/api/docs/swagger-ui-bundle.js');
    expect(await api.call('GET', '/api/docs/swagger-ui.css')).toMatchObject({ status: 200 });
    for (const path of ['package.json', '..%2f..%2fpackage.json', 'index.html'])
      expect(await api.call('GET', `/api/docs/${path}`)).toMatchObject({ status: 404 });
  });
});

describe('limits', () => {
  it('answers 429 with Retry-After to a principal who asks too much, and goes on answering others', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 25; i++)
      statuses.push((await api.call('GET', '/api/v1/regulations', { as: 'auditor' })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    const refused = await api.call('GET', '/api/v1/regulations', { as: 'auditor' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-requests' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await api.call('GET', '/api/v1/regulations', { as: 'director' })).toMatchObject({ status: 200 });
    expect(await api.call('GET', '/health/live')).toMatchObject({ status: 200 });
  });
});
