import type grpc from '@grpc/grpc-js';
import features_grpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import gossip_grpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import streams_grpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { errorOf } from './grpc-errors.js';
import { later } from './later.js';
import { type NodeContext } from './node-context.js';

const FEATURES: Readonly<Record<string, readonly string[]>> = {
  read: ['position', 'events'],
  batchappend: ['deadline_duration'],
};

/** What the client asks first: the version, and which methods with which features there are. */
export function supportedMethods(
  node: NodeContext,
): grpc.handleUnaryCall<shared.Empty, features.SupportedMethods> {
  return (_call, callback) => {
    const fault = node.faults.take('features');
    if (fault?.how === 'never-answer') return;
    const error = fault === undefined ? undefined : errorOf(fault);
    later(fault?.how === 'slow' ? fault.milliseconds : 0, () => callback(error ?? null, answer(node)));
  };
}

function answer(node: NodeContext): features.SupportedMethods {
  const supported = new features.SupportedMethods().setEventStoreServerVersion(node.settings.version);
  const services = [
    streams_grpc.StreamsService,
    gossip_grpc.GossipService,
    features_grpc.ServerFeaturesService,
  ];
  for (const method of services.flatMap((service) => Object.values(service) as { path: string }[])) {
    const [, service = '', name = ''] = method.path.toLowerCase().split('/');
    const listed = FEATURES[name] ?? [];
    supported.addMethods(
      new features.SupportedMethod()
        .setServiceName(service)
        .setMethodName(name)
        .setFeaturesList([...(service.includes('streams') ? listed : [])]),
    );
  }
  return supported;
}
