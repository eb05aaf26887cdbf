export const HEALTH_PROBES = Symbol('HealthProbes');

/** The end of a process in steps, so that nobody's request is lost by it. */
export class Readiness {
  private phase: 'serving' | 'draining' | 'stopping' = 'serving';

  /** Readiness goes off, so that no new requests are sent here; those that come all the same are served. */
  drain(): void {
    if (this.phase === 'serving') this.phase = 'draining';
  }

  /** New requests are refused while the old ones end. */
  stop(): void {
    this.phase = 'stopping';
  }

  /** Whether requests should go elsewhere. */
  get isLeaving(): boolean {
    return this.phase !== 'serving';
  }

  get isStopping(): boolean {
    return this.phase === 'stopping';
  }
}
