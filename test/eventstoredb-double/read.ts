import streams from '@eventstore/db-client/generated/streams_pb.js';
import { allBackwardsFrom, allForwardsFrom } from './all-position.js';
import { AnswerStream, type ReadCall } from './answer-stream.js';
import { encodeStreamNotFound, streamName } from './event-encoding.js';
import { type LoggedEvent, type LoggedStream } from './logged-event.js';
import { errorOf, RpcError, streamDeleted, unexpected, unexpectedResult } from './grpc-errors.js';
import { later } from './later.js';
import { type NodeContext, requireLeader, requireRight } from './node-context.js';
import { firstShown, isSoftDeleted, isTooOld } from './stream-metadata.js';
import { subscribe } from './subscription.js';

type Options = streams.ReadReq.Options;

const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

/** Reads of a stream and of `$all`, and, when the options ask for it, subscriptions to them. */
export function read(node: NodeContext): (call: ReadCall) => void {
  return (call) => {
    const options = call.request.getOptions() ?? new streams.ReadReq.Options();
    const name = options.hasAll() ? '$all' : streamName(options.getStream()?.getStreamIdentifier());
    try {
      if (name === '') throw unexpected();
      requireRight(node, call, options.hasAll() ? 'readAll' : 'read', name);
      requireLeader(node, call);
      if (options.hasSubscription()) subscribe(node, call, options, name);
      else readOnce(node, call, options, name);
    } catch (error) {
      call.emit('error', error instanceof RpcError ? error : unexpected());
    }
  };
}

function readOnce(node: NodeContext, call: ReadCall, options: Options, name: string): void {
  const fault = node.faults.take('read', name);
  // Asked for no events of all, the real server looks for them for ever.
  const isEndless = options.hasAll() && Number(options.getCount()) === 0;
  if (fault?.how === 'never-answer' || isEndless) return;
  const error = fault === undefined || 'after' in fault ? undefined : errorOf(fault);
  if (error !== undefined) throw error;
  const answers = new AnswerStream(node, call, fault !== undefined && 'after' in fault ? fault : undefined);
  later(fault?.how === 'slow' ? fault.milliseconds : 0, () => {
    const reading = () =>
      name === '$all' && options.hasAll() ? readAll(node, options) : readStream(node, options, name);
    void sendAll(reading, answers);
  });
}

async function sendAll(reading: () => Iterable<LoggedEvent | Buffer>, answers: AnswerStream): Promise<void> {
  try {
    for (const answer of reading()) {
      if (answers.isClosed) return;
      if (Buffer.isBuffer(answer)) await answers.send(answer);
      else await answers.sendEvent(answer.answer);
    }
    answers.end();
  } catch (error) {
    answers.end(error instanceof RpcError ? error : unexpected());
  }
}

function* readStream(node: NodeContext, options: Options, name: string): Generator<LoggedEvent | Buffer> {
  const at = options.getStream();
  const found = node.view.stream(name);
  const left = Number(options.getCount());
  const isForwards = options.getReadDirection() !== BACKWARDS;
  if (left === 0 || (isForwards && at?.hasEnd() === true)) throw unexpectedResult('ReadStreamResult');
  if (node.view.isTombstoned(name)) throw streamDeleted(name);
  if (found === undefined || found.count === 0 || isSoftDeleted(found.state)) {
    yield encodeStreamNotFound(name);
    return;
  }
  const last = found.count - 1;
  const start = at?.hasRevision() === true ? Number(at.getRevision()) : at?.hasEnd() === true ? last : 0;
  const revisions = isForwards ? forwards(node, found, start) : backwards(node, found, Math.min(start, last));
  yield* first(revisions, left);
}

interface Found {
  readonly state: LoggedStream;
  readonly count: number;
}

function* forwards(node: NodeContext, { state, count }: Found, start: number): Generator<LoggedEvent> {
  for (let revision = Math.max(start, firstShown(state, count)); revision < count; revision++) {
    const event = state.events[revision];
    if (event !== undefined && !isTooOld(state, event, node.now())) yield event;
  }
}

function* backwards(node: NodeContext, { state, count }: Found, start: number): Generator<LoggedEvent> {
  const shown = firstShown(state, count);
  for (let revision = start; revision >= shown; revision--) {
    const event = state.events[revision];
    if (event !== undefined && !isTooOld(state, event, node.now())) yield event;
  }
}

/** Inclusive forwards, exclusive backwards; shows what `$tb` and the like hide, too. */
function readAll(node: NodeContext, options: Options): Iterable<LoggedEvent> {
  const isForwards = options.getReadDirection() !== BACKWARDS;
  const from = isForwards ? allForwardsFrom(node, options) : allBackwardsFrom(node, options);
  return first(allFrom(node, from, isForwards ? 1 : -1), Number(options.getCount()));
}

function* allFrom(node: NodeContext, from: number, step: 1 | -1): Generator<LoggedEvent> {
  for (let index = step > 0 ? from : from - 1; ; index += step) {
    const event = node.view.event(index);
    if (event === undefined) return;
    yield event;
  }
}

function* first<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}
