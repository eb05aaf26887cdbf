import { collectDefaultMetrics, Registry } from 'prom-client';

export interface Metrics {
  /** Every instrument is registered here, never in prom-client's global registry: tests start several processes' worth. */
  readonly registry: Registry;
  readonly contentType: string;
  /** In Prometheus' text format. */
  text(): Promise<string>;
}

/** A registry of one process, with Node's own figures (memory, event loop, garbage collection) already in it. */
export function createMetrics(process: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  collectDefaultMetrics({ register: registry });
  return { registry, contentType: registry.contentType, text: () => registry.metrics() };
}
