import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type SpawnedEnd, SpawnedProcess, testDatabase, type TestDatabase } from '#testing';
import { type Build, buildProduct } from '../product/build.js';
import { productDatabase, type ProductDatabase } from '../product/database.js';
import { type Product, startProduct, startWorkerProcess } from '../product/product.js';

type Env = Readonly<Record<string, string>>;

/** Several real processes of the built product over one database, each with a data folder of its own like on machines of their own. */
export class Fleet {
  private readonly processes = new Set<SpawnedProcess>();
  private readonly sql: pg.Pool;
  private folders = 0;

  private constructor(
    private readonly build: Build,
    private readonly folder: string,
    private readonly database: TestDatabase,
    private readonly roles: ProductDatabase,
    private readonly extra: Env,
  ) {
    this.sql = new pg.Pool({ connectionString: database.url, max: 2 });
    this.sql.on('error', () => undefined);
  }

  /**
   * @param extra settings of every process, beside those of the database.
   * @param own a database; one of the run's own when left out; dropped at the end.
   */
  static async over(extra: Env = {}, own?: TestDatabase): Promise<Fleet> {
    const build = buildProduct();
    const folder = mkdtempSync(join(tmpdir(), 'help-desk-fleet-'));
    const database = own ?? (await testDatabase());
    return new Fleet(build, folder, database, await productDatabase(database.url), extra);
  }

  async api(env: Env = {}): Promise<Product> {
    const product = await startProduct(this.build, { ...this.env(), ...env }, 'api-only');
    this.processes.add(product.process);
    return product;
  }

  async worker(env: Env = {}): Promise<SpawnedProcess> {
    const worker = await startWorkerProcess(this.build, { ...this.env(), ...env });
    this.processes.add(worker);
    return worker;
  }

  /** One command of the operator's, to its end. */
  async ops(...args: readonly string[]): Promise<SpawnedEnd> {
    const env = this.env();
    return new SpawnedProcess('dist/apps/ops/main.js', { build: this.build.folder, args, env }).ended;
  }

  /** Which process holds what now, by the numbers of processes. */
  async holders(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.sql.query<{ name: string; holder: string }>(
      'SELECT name, holder FROM read.leases WHERE expires > clock_timestamp()',
    );
    return new Map(rows.map(({ name, holder }) => [name, Number(holder.split(':')[1])]));
  }

  async close(): Promise<void> {
    for (const process of this.processes) {
      process.kill('SIGCONT');
      process.kill('SIGTERM');
    }
    await Promise.all([...this.processes].map((process) => process.ended));
    await this.sql.end();
    await this.roles.dropRole();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
    this.build.remove();
  }

  private env(): Env {
    this.folders += 1;
    return { ...this.roles.env, DATA_DIR: join(this.folder, String(this.folders)), ...this.extra };
  }
}
