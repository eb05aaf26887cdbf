/**
 * The architecture as rules. Each forbids one shortcut named in docs/architecture.md; a rule is added when a new kind of
 * folder appears, never loosened for a single import.
 */
const PURE = '^libs/(event-sourcing|working-time|sla|regulation)/';
const ADAPTERS = '^libs/(event-store-memory|event-store-postgres|event-store-eventstoredb)/';
const SHARED =
  '(event-sourcing|event-store-memory|event-store-postgres|event-store-eventstoredb|read-store|vault|working-time|sla|regulation|testing|platform)';
const CONTEXT = `^libs/(?!${SHARED}/)[^/]+/`;
const TEST = '\\.spec\\.ts$|/testing/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-libs-import-nothing-impure',
      comment: 'The log port, working time, clocks and regulations know no framework and no database.',
      severity: 'error',
      from: { path: PURE, pathNot: TEST },
      to: {
        path: '^(node_modules/)?(@nestjs|pg|typeorm|@eventstore|fastify|pino)(/|$)|^apps/|^libs/(?!(event-sourcing|working-time|sla|regulation)/)',
      },
    },
    {
      name: 'domain-imports-only-pure-libs',
      severity: 'error',
      from: { path: '^libs/[^/]+/domain/', pathNot: TEST },
      to: { path: '^(apps|libs)/', pathNot: `${PURE}|^libs/[^/]+/domain/` },
    },
    {
      name: 'domain-has-no-frameworks',
      severity: 'error',
      from: { path: '^libs/[^/]+/domain/', pathNot: TEST },
      to: {
        path: 'node_modules/(@nestjs|pg|typeorm|@eventstore|fastify|pino|rxjs)/|^(node:)?(fs|net|http|crypto|timers)',
      },
    },
    {
      name: 'adapters-know-no-contexts',
      severity: 'error',
      from: { path: ADAPTERS, pathNot: TEST },
      to: { path: `${CONTEXT}|^apps/|^libs/(read-store|vault|regulation|sla|working-time)/` },
    },
    {
      name: 'contexts-know-no-adapters',
      severity: 'error',
      from: { path: CONTEXT, pathNot: TEST },
      to: { path: ADAPTERS },
    },
    {
      name: 'only-read-models-touch-the-read-store',
      severity: 'error',
      from: { path: '^libs/[^/]+/(domain|application|processes)/', pathNot: TEST },
      to: { path: '^libs/read-store/' },
    },
    {
      name: 'contexts-meet-at-their-index',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: {
        path: '^libs/([^/]+)/',
        pathNot: '^libs/$1/|^libs/[^/]+/(index|testing/.*)\\.ts$|^libs/[^/]+/testing/',
      },
    },
    {
      name: 'apps-meet-libs-at-their-index',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^libs/', pathNot: '^libs/[^/]+/index\\.ts$' },
    },
    { name: 'libs-import-no-app', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'cqrs-is-dispatch-only',
      comment: 'In-process events get lost; our events are the log. Only CommandBus and QueryBus are used.',
      severity: 'error',
      from: { path: '^libs/[^/]+/(domain|read-models)/' },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'no-test-code-in-production',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TEST },
      to: { path: '^test/|/testing/|\\.spec\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.depcruise.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
