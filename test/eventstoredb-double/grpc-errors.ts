import grpc from '@grpc/grpc-js';
import { type AnyFault } from './faults.js';

/** An RPC's failure: the status and the trailers by which the client tells the errors apart. */
export class RpcError extends Error {
  readonly metadata = new grpc.Metadata();

  constructor(
    readonly code: grpc.status,
    readonly details: string,
    trailers: Readonly<Record<string, string>> = {},
  ) {
    super(details);
    for (const [key, value] of Object.entries(trailers)) this.metadata.set(key, value);
  }
}

/** What a .NET server says when a handler threw something that it has no status for. */
export const unexpected = () => new RpcError(grpc.status.UNKNOWN, 'Exception was thrown by handler.');

export const unexpectedResult = (kind: 'ReadStreamResult' | 'ReadAllResult') =>
  new RpcError(grpc.status.UNKNOWN, `Unexpected ${kind}: Error`);

export const missingProperty = (property: string) =>
  new RpcError(grpc.status.INVALID_ARGUMENT, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

export const unavailable = () => new RpcError(grpc.status.UNAVAILABLE, 'Unavailable');

export const notReady = () => new RpcError(grpc.status.UNAVAILABLE, 'Server Is Not Ready');

export const busy = () => new RpcError(grpc.status.UNAVAILABLE, 'Server Is Too Busy');

export const timedOut = (what: string) => new RpcError(grpc.status.ABORTED, `Operation timed out: ${what}`);

export const tooSlow = (state: 'live' | 'transitioning to live' = 'live') =>
  timedOut(`Consumer too slow to handle event while ${state}. Client resubscription required.`);

export const notLeader = (leader: { readonly host: string; readonly port: number }) =>
  new RpcError(grpc.status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': leader.host,
    'leader-endpoint-port': String(leader.port),
  });

export const accessDenied = () =>
  new RpcError(grpc.status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const unauthenticated = () =>
  new RpcError(grpc.status.UNAUTHENTICATED, 'Bad gRPC response. HTTP status code: 401');

export const streamDeleted = (stream: string) =>
  new RpcError(grpc.status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const wrongExpectedVersion = (stream: string, expected: number, actual: number) =>
  new RpcError(
    grpc.status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(actual),
    },
  );

export const appendTooBig = (limit: number) =>
  new RpcError(grpc.status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });

/** @returns the failure that a fault asks for; undefined for a slow answer, which is none. */
export function errorOf(fault: AnyFault): RpcError | undefined {
  switch (fault.how) {
    case 'not-leader':
      return notLeader(fault.leader);
    case 'unavailable':
      return unavailable();
    case 'not-ready':
      return notReady();
    case 'busy':
      return busy();
    case 'access-denied':
      return accessDenied();
    case 'slow':
      return undefined;
  }
}
