export interface ComponentHealth {
  readonly name: string;
  readonly up: boolean;
  /** Stable code of the reason when it isn't. */
  readonly reason?: string;
}

export interface ProjectionHealth {
  readonly name: string;
  readonly version: number;
  readonly state: string;
  readonly position: string;
}

/** What readiness looks at; every probe answers within its own time limit. */
export interface HealthProbes {
  readonly components: readonly { readonly name: string; readonly probe: () => Promise<void> }[];
  projections(): Promise<readonly ProjectionHealth[]>;
}

const PROBE_LIMIT_MS = 2000;

export async function checkComponents(probes: HealthProbes): Promise<ComponentHealth[]> {
  return Promise.all(
    probes.components.map(async ({ name, probe }): Promise<ComponentHealth> => {
      try {
        await within(PROBE_LIMIT_MS, probe());
        return { name, up: true };
      } catch (error) {
        const { code } = error as { code?: unknown };
        return { name, up: false, reason: typeof code === 'string' ? code : 'failed' };
      }
    }),
  );
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('probe timed out'), { code: 'timeout' })),
      milliseconds,
    );
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
