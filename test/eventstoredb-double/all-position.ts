import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { unexpected } from './grpc-errors.js';
import { type NodeContext } from './node-context.js';

/**
 * @returns the index of the event at the position that the options name.
 * @throws RpcError for a position that is no record's start.
 */
export function allStart(node: NodeContext, options: streams.ReadReq.Options): number {
  const at = options.getAll();
  if (at?.hasEnd() === true) return node.view.length;
  const position = at?.getPosition();
  if (position === undefined) return 0;
  const commit = BigInt(position.getCommitPosition());
  if (commit < BigInt(position.getPreparePosition())) throw unexpected();
  if (commit > BigInt(node.view.endPosition)) return node.view.length;
  const index = commit === 0n ? 0 : node.view.indexAt(Number(commit));
  if (index === undefined) throw unexpected();
  return index;
}
