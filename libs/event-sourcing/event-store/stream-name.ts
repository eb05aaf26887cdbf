/** `<category>-<uuid>`. The category ends at the first hyphen, as EventStoreDB's own category projections have it. */
export type StreamName = `${string}-${string}`;

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const STREAM = new RegExp(`^[a-z][a-zA-Z]*-${UUID}$`);

export function streamName(category: string, id: string): StreamName {
  const name: StreamName = `${category}-${id}`;
  if (!isStreamName(name)) throw new TypeError(`not a stream name: ${JSON.stringify(name)}`);
  return name;
}

export function isStreamName(name: string): name is StreamName {
  return STREAM.test(name);
}

export function categoryOf(stream: string): string {
  return stream.slice(0, stream.indexOf('-'));
}

/** The aggregate's id: what follows the first hyphen. */
export function streamId(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}
