import { type DoubleControl } from './control.js';
import { startDouble } from './start-double.js';

/** What a suite runs against: the double, or the real server that `EVENTSTORE_TEST_URL` names. */
export interface EventStoreDbUnderTest {
  readonly url: string;
  /** The double's; a real server can't be told to misbehave. */
  readonly control: DoubleControl | undefined;
  close(): Promise<void>;
}

/** The url of the real server that tests shall run on, `esdb://…`; undefined when the double is meant. */
export const REAL_EVENTSTORE_URL: string | undefined = process.env.EVENTSTORE_TEST_URL || undefined;

/**
 * A suite must not count on being alone on a real server: it takes streams of its own and begins at the end of `$all`.
 */
export async function eventStoreDbUnderTest(): Promise<EventStoreDbUnderTest> {
  if (REAL_EVENTSTORE_URL === undefined) return startDouble();
  return { url: REAL_EVENTSTORE_URL, control: undefined, close: () => Promise.resolve() };
}
