import { randomUUID } from 'node:crypto';
import { encodeAppend, hasCode } from '#event-sourcing';
import { type Appender } from './append/appender.js';
import { IDENTITY_STREAM } from './identity-stream.js';
import { type LogReader } from './reading/log-reader.js';

/**
 * The log's identity: the id of the only event of a stream of its own, written by whoever comes first.
 *
 * @throws LogUnavailable, LogAccessDenied; DamagedStream when the identity was deleted.
 */
export async function identityOf(reader: LogReader, appender: Appender): Promise<string> {
  const known = await reader.identity();
  if (known !== undefined) return known;
  const id = randomUUID();
  const event = { id, type: 'LogCreated', data: {}, metadata: {} };
  try {
    await appender.append(IDENTITY_STREAM, 0, encodeAppend(IDENTITY_STREAM, 0, [event]));
    return id;
  } catch (error) {
    if (!hasCode(error, 'wrong-expected-version')) throw error;
    const first = await reader.identity();
    if (first === undefined) throw error;
    return first;
  }
}
