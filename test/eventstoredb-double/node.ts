import net from 'node:net';
import grpc from '@grpc/grpc-js';
import features_grpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import gossip_grpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import streams_grpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { batchAppend } from './batch-append.js';
import { deleteStream, tombstoneStream } from './deletion.js';
import { Faults } from './faults.js';
import { gossipRead } from './gossip.js';
import { LogView } from './log-view.js';
import {
  type AnyCall,
  type Endpoint,
  type Leadership,
  type NodeContext,
  type OpenSubscription,
} from './node-context.js';
import { read } from './read.js';
import { supportedMethods } from './server-features.js';
import { type DoubleSettings } from './settings.js';
import { unaryAppend } from './unary-append.js';
import { type Writer } from './writer.js';

/** What a node knows of the others. */
export interface NodeSurroundings {
  now(): number;
  leadershipFor(node: DoubleNode): Leadership;
  hasQuorum(): boolean;
  members(): ReturnType<NodeContext['members']>;
}

const HOST = '127.0.0.1';

/**
 * One server process, as clients see it. Its sockets are its own and are handed to the gRPC server one by one, so that
 * connections can be cut, and the port closed and opened again, while the log stays.
 */
export class DoubleNode implements NodeContext {
  readonly faults = new Faults();
  readonly subscriptions = new Set<OpenSubscription>();
  readonly view: LogView;
  private readonly server: grpc.Server;
  private readonly injector: { injectConnection(socket: net.Socket): void; destroy(): void };
  private readonly sockets = new Map<string, net.Socket>();
  private listener: net.Server | undefined;
  private port = 0;

  constructor(
    readonly settings: DoubleSettings,
    readonly writer: Writer,
    private readonly surroundings: NodeSurroundings,
  ) {
    this.view = new LogView(writer.log);
    this.server = new grpc.Server({
      'grpc.max_concurrent_streams': settings.maxConcurrentStreams,
      'grpc.max_receive_message_length': settings.maxMessageSize,
      'grpc.max_send_message_length': -1,
    });
    addServices(this.server, this);
    this.injector = this.server.createConnectionInjector(credentialsOf(settings));
  }

  get isUp(): boolean {
    return this.listener !== undefined;
  }

  get endpoint(): Endpoint {
    return { host: HOST, port: this.port };
  }

  get connections(): number {
    return this.sockets.size;
  }

  /** On the same port as before, if there was one. */
  async start(): Promise<void> {
    if (this.listener !== undefined) return;
    const listener = net.createServer({ noDelay: true }, (socket) => this.accept(socket));
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(this.port, HOST, resolve);
    });
    this.port = (listener.address() as net.AddressInfo).port;
    this.listener = listener;
  }

  /** Closes the port and cuts every connection, as a killed process does. */
  async stop(): Promise<void> {
    const { listener } = this;
    if (listener === undefined) return;
    this.listener = undefined;
    const closed = new Promise((resolve) => listener.close(resolve));
    this.cutAll();
    await closed;
  }

  /** For good. */
  async close(): Promise<void> {
    await this.stop();
    this.view.close();
    this.injector.destroy();
    this.server.forceShutdown();
  }

  cutAll(): void {
    for (const socket of this.sockets.values()) socket.resetAndDestroy();
  }

  cut(call: AnyCall): void {
    this.sockets.get(call.getPeer())?.resetAndDestroy();
  }

  now(): number {
    return this.surroundings.now();
  }

  leadership(): Leadership {
    return this.surroundings.leadershipFor(this);
  }

  hasQuorum(): boolean {
    return this.surroundings.hasQuorum();
  }

  members(): ReturnType<NodeContext['members']> {
    return this.surroundings.members();
  }

  private accept(socket: net.Socket): void {
    const peer = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
    this.sockets.set(peer, socket);
    socket.on('close', () => this.sockets.delete(peer));
    // A connection that its client resets is no concern of the double's.
    socket.on('error', () => undefined);
    this.injector.injectConnection(socket);
  }
}

function addServices(server: grpc.Server, node: NodeContext): void {
  const streams = streams_grpc.StreamsService;
  const asTheyAre = { ...streams, read: { ...streams.read, responseSerialize: (answer: Buffer) => answer } };
  server.addService(asTheyAre, {
    append: unaryAppend(node),
    batchAppend: batchAppend(node),
    read: read(node),
    delete: deleteStream(node),
    tombstone: tombstoneStream(node),
  });
  server.addService(gossip_grpc.GossipService, { read: gossipRead(node) });
  server.addService(features_grpc.ServerFeaturesService, { getSupportedMethods: supportedMethods(node) });
}

function credentialsOf({ tls }: DoubleSettings): grpc.ServerCredentials {
  if (tls === undefined) return grpc.ServerCredentials.createInsecure();
  const authority = tls.clientAuthority === undefined ? null : Buffer.from(tls.clientAuthority);
  const pair = { cert_chain: Buffer.from(tls.certificate), private_key: Buffer.from(tls.key) };
  return grpc.ServerCredentials.createSsl(authority, [pair], authority !== null);
}
