import type grpc from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { errorOf } from './grpc-errors.js';
import { later } from './later.js';
import { type NodeContext } from './node-context.js';

const TICKS_PER_MILLISECOND = 10_000n;
const FOLLOWER = 6;
const LEADER = 8;

/** Who is in the cluster, and who leads it: how a client that is given several nodes finds one. */
export function gossipRead(node: NodeContext): grpc.handleUnaryCall<shared.Empty, gossip.ClusterInfo> {
  return (_call, callback) => {
    const fault = node.faults.take('gossip');
    if (fault?.how === 'never-answer') return;
    const error = fault === undefined ? undefined : errorOf(fault);
    later(fault?.how === 'slow' ? fault.milliseconds : 0, () => callback(error ?? null, answer(node)));
  };
}

function answer(node: NodeContext): gossip.ClusterInfo {
  const time = (BigInt(Math.round(node.now())) * TICKS_PER_MILLISECOND).toString();
  const info = new gossip.ClusterInfo();
  for (const { endpoint, isLeader, isAlive } of node.members())
    info.addMembers(
      new gossip.MemberInfo()
        .setInstanceId(new shared.UUID().setString(instanceId(endpoint.port)))
        .setTimeStamp(time)
        .setState(isLeader ? LEADER : FOLLOWER)
        .setIsAlive(isAlive)
        .setHttpEndPoint(new gossip.EndPoint().setAddress(endpoint.host).setPort(endpoint.port)),
    );
  return info;
}

function instanceId(port: number): string {
  return `00000000-0000-4000-8000-${port.toString(16).padStart(12, '0')}`;
}
