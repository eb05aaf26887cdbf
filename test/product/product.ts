import { SpawnedProcess } from '#testing';
import { type Build } from './build.js';

export type Role = 'customer' | 'operator' | 'engineer' | 'developer' | 'administrator' | 'auditor';

/** Which of the product's processes: API and worker in one, as `npm start` runs them, or the API alone. */
export type ApiEntry = 'main' | 'api-only';

/** An API on a free port. */
export interface Product {
  readonly process: SpawnedProcess;
  /** Without a slash at the end. */
  readonly address: string;
  /** Its own, as it prints them at the start. */
  token(role: Role): string;
  /** SIGTERM, and everything that the process has said. */
  stop(): Promise<string>;
}

const NEVER_LIMITED = { RATE_LIMIT_MAX: '1000000' };

/** @throws Error with all that was said when it ends instead of answering. */
export async function startProduct(
  build: Build,
  env: Readonly<Record<string, string>>,
  entry: ApiEntry = 'main',
): Promise<Product> {
  const process = new SpawnedProcess(`dist/apps/api/${entry}.js`, {
    build: build.folder,
    env: { PORT: '0', ...NEVER_LIMITED, ...env },
  });
  // The last of its lines: by then the tokens are out as well.
  const docs = await process.says(/(http:\S+)\/api\/docs/);
  const tokens = new Map<string, string>();
  for (const role of ['customer', 'operator', 'engineer', 'developer', 'administrator', 'auditor'])
    tokens.set(role, (await process.says(new RegExp(`^ +${role}: (\\S+)$`, 'm')))[1] ?? '');
  return {
    process,
    address: docs[1] ?? '',
    token: (role) => tokens.get(role) ?? '',
    stop: async () => {
      process.kill('SIGTERM');
      return (await process.ended).output;
    },
  };
}

/** A worker of its own, at work. */
export async function startWorkerProcess(
  build: Build,
  env: Readonly<Record<string, string>>,
): Promise<SpawnedProcess> {
  const process = new SpawnedProcess('dist/apps/worker/main.js', { build: build.folder, env });
  await process.says(/^The worker is at work\.$/m);
  return process;
}
