import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { unexpected, unexpectedResult } from './grpc-errors.js';
import { type NodeContext } from './node-context.js';

type Options = streams.ReadReq.Options;

interface Asked {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** @throws RpcError for a prepare position beyond the commit position. */
function positionOf(options: Options): Asked | 'start' | 'end' {
  const at = options.getAll();
  const position = at?.getPosition();
  if (position === undefined) return at?.hasEnd() === true ? 'end' : 'start';
  const [commit, prepare] = [BigInt(position.getCommitPosition()), BigInt(position.getPreparePosition())];
  if (commit < prepare) throw unexpected();
  return { commit, prepare };
}

/**
 * @returns the index of the event at the position that the options name; beyond the end there is none yet.
 * @throws RpcError for a position that is no record's start.
 */
export function allForwardsFrom({ view }: NodeContext, options: Options): number {
  const position = positionOf(options);
  if (position === 'end') return view.length;
  if (position === 'start' || position.commit === 0n) return 0;
  if (position.commit >= BigInt(view.endPosition)) return view.length;
  const index = view.indexAt(Number(position.commit));
  if (index === undefined) throw unexpectedResult('ReadAllResult');
  return index;
}

/**
 * @returns the index of the event before which reading begins.
 * @throws RpcError for a position that is no record's start, or beyond the end.
 */
export function allBackwardsFrom({ view }: NodeContext, options: Options): number {
  const position = positionOf(options);
  if (position === 'end' || (position !== 'start' && position.commit === LAST)) return view.length;
  if (position === 'start' || position.commit <= BigInt(view.event(0)?.position ?? 0)) return 0;
  const isBeyond = position.commit > BigInt(view.endPosition);
  const index = isBeyond ? undefined : view.indexAt(Number(position.commit));
  if (index === undefined) throw unexpectedResult('ReadAllResult');
  // The record before ends where this one begins, which is then beyond what was asked for.
  return position.prepare < position.commit ? index - 1 : index;
}

const LAST = 2n ** 64n - 1n;
