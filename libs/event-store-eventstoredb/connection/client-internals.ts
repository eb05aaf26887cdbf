import { type EventStoreDBClient } from '@eventstore/db-client';
import { type StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';

interface Closable {
  close(): void;
}

/**
 * What the adapter uses of the client beyond its public methods. The client is pinned at its last version, so none of this
 * moves; the contract suite fails at once if it did.
 */
export interface ClientInternals {
  /** A call on the client's connection; an error of the call makes the client reconnect, or follow the leader. */
  GRPCStreamCreator<Call>(
    service: typeof StreamsClient,
    name: string,
    create: (client: StreamsClient) => Call,
  ): () => Promise<Call>;
  /** Metadata (connection name) and call options (credentials, deadline). */
  callArguments(
    options: { readonly requiresLeader?: boolean },
    call: { readonly deadline: number },
  ): Parameters<StreamsClient['batchAppend']>;
  getChannel(): Promise<Closable>;
  createChannel(): Promise<Closable>;
  dispose(): Promise<void>;
}

export function internalsOf(client: EventStoreDBClient): ClientInternals {
  return client as unknown as ClientInternals;
}
