import { type SpawnedProcess } from '#testing';
import { type Product } from '../product/product.js';
import { Fleet } from '../processes/fleet.js';
import { type Fault, type Store, type Target } from './plan/fault.js';
import { EventStoreDbTarget } from './targets/eventstoredb-target.js';
import { PostgresTarget } from './targets/postgres-target.js';
import { ProcessTarget } from './targets/process-target.js';

const EACH = 2;

/** Two APIs and two workers as real processes, over stores of their own that can fail. */
export class Surroundings {
  /** What ended though nobody ended it. */
  readonly died: string[] = [];
  private readonly apis: readonly ProcessTarget<Product>[];
  private readonly workers: readonly ProcessTarget<SpawnedProcess>[];

  private constructor(
    readonly fleet: Fleet,
    private readonly postgres: PostgresTarget,
    private readonly eventStoreDb: EventStoreDbTarget | undefined,
  ) {
    const died = (who: string) => (output: string) => void this.died.push(`${who} ended with ${output}`);
    const places = Array.from({ length: EACH }, (_, n) => n);
    this.apis = places.map(
      (n) =>
        new ProcessTarget(
          () => fleet.api(),
          ({ process }) => process,
          died(`api-${n}`),
        ),
    );
    this.workers = places.map(
      (n) =>
        new ProcessTarget(
          () => fleet.worker(),
          (worker) => worker,
          died(`worker-${n}`),
        ),
    );
  }

  static async start(store: Store): Promise<Surroundings> {
    const postgres = await PostgresTarget.start();
    const eventStoreDb = store === 'eventstoredb' ? await EventStoreDbTarget.start() : undefined;
    const log = eventStoreDb === undefined ? {} : { EVENTSTORE_URL: eventStoreDb.url };
    // The server goes with the run, and its databases with it.
    const database = { url: postgres.url, drop: () => Promise.resolve() };
    const fleet = await Fleet.over(log, database);
    const surroundings = new Surroundings(fleet, postgres, eventStoreDb);
    try {
      // The first one makes the schemas.
      await surroundings.apis[0]?.start();
      const others = [...surroundings.apis.slice(1), ...surroundings.workers];
      await Promise.all(others.map((target) => target.start()));
      return surroundings;
    } catch (error) {
      await surroundings.close();
      throw error;
    }
  }

  get targets(): readonly Target[] {
    return [
      ...this.apis.map((_, n) => `api-${n}` as const),
      ...this.workers.map((_, n) => `worker-${n}` as const),
      'postgres',
      ...(this.eventStoreDb === undefined ? [] : (['eventstoredb'] as const)),
    ];
  }

  get nodes(): readonly Product[] {
    return this.apis.flatMap(({ what }) => (what === undefined ? [] : [what]));
  }

  get log(): { readonly databaseUrl: string; readonly eventStoreUrl?: string } {
    const { url: databaseUrl } = this.postgres;
    return this.eventStoreDb === undefined
      ? { databaseUrl }
      : { databaseUrl, eventStoreUrl: this.eventStoreDb.url };
  }

  /** Resolves when the fault is over and whoever died of it has a successor. */
  async suffer({ target, fault }: Fault): Promise<void> {
    if (target === 'postgres') return this.postgres.suffer(fault);
    if (target === 'eventstoredb') return this.eventStoreDb?.suffer(fault);
    const places = target.startsWith('api') ? this.apis : this.workers;
    await places[Number(target.split('-')[1])]?.suffer(fault);
  }

  async heal(): Promise<void> {
    await this.eventStoreDb?.heal();
  }

  async close(): Promise<void> {
    for (const target of [...this.apis, ...this.workers]) await target.retire();
    await this.fleet.close();
    await this.eventStoreDb?.close();
    await this.postgres.close();
  }
}
