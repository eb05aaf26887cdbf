import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Runs `work` and everything that it awaits under a correlation id; each log line of it carries the id. */
export function withCorrelation<Result>(correlationId: string, work: () => Result): Result {
  return current.run(correlationId, work);
}

export function correlationId(): string | undefined {
  return current.getStore();
}
