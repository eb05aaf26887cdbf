import type grpc from '@grpc/grpc-js';
import { type Faults } from './faults.js';
import { accessDenied, notLeader, notReady, type RpcError, unauthenticated } from './grpc-errors.js';
import { type LogView } from './log-view.js';
import { type DoubleSettings, type DoubleUser } from './settings.js';
import { type Writer } from './writer.js';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export type Leadership =
  | { readonly is: 'here' }
  | { readonly is: 'elsewhere'; readonly leader: Endpoint }
  | { readonly is: 'nowhere' };

/** A subscription as others may disturb it. */
export interface OpenSubscription {
  /** Ends it well, or with an error. */
  end(error?: RpcError): void;
  send(answer: Buffer): void;
}

/** What the handlers of one node share. */
export interface NodeContext {
  readonly settings: DoubleSettings;
  readonly faults: Faults;
  readonly writer: Writer;
  readonly view: LogView;
  readonly subscriptions: Set<OpenSubscription>;
  /** The node's clock, in milliseconds since 1970. */
  now(): number;
  leadership(): Leadership;
  hasQuorum(): boolean;
  /** The members of the cluster as this node would gossip about them. */
  members(): readonly {
    readonly endpoint: Endpoint;
    readonly isLeader: boolean;
    readonly isAlive: boolean;
  }[];
  /** Cuts the connection that the call came by. */
  cut(call: AnyCall): void;
}

export interface AnyCall {
  readonly metadata: grpc.Metadata;
  getPeer(): string;
}

/** @throws RpcError as a node that is no leader does when the caller insists on one. */
export function requireLeader(node: NodeContext, call: AnyCall): void {
  const leadership = node.leadership();
  if (leadership.is === 'here' || !insistsOnLeader(call)) return;
  throw leadership.is === 'elsewhere' ? notLeader(leadership.leader) : notReady();
}

export function insistsOnLeader(call: AnyCall): boolean {
  return call.metadata.get('requires-leader')[0] === 'true';
}

/** @throws RpcError for a wrong name or password, and for what the caller may not do. */
export function requireRight(
  node: NodeContext,
  call: AnyCall,
  right: DoubleUser['may'][number],
  stream: string,
): void {
  if (node.settings.users.length === 0) return;
  const wanted = right === 'read' && stream.startsWith('$') ? 'readAll' : right;
  if (!userOf(node, call).may.includes(wanted)) throw accessDenied();
}

function userOf(node: NodeContext, call: AnyCall): DoubleUser {
  const [header] = call.metadata.get('authorization');
  if (header === undefined) throw accessDenied();
  const [, encoded = ''] = /^Basic (.+)$/.exec(header.toString()) ?? [];
  const given = Buffer.from(encoded, 'base64').toString();
  const user = node.settings.users.find(({ name, password }) => given === `${name}:${password}`);
  if (user === undefined) throw unauthenticated();
  return user;
}
