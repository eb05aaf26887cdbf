import {
  decimalPosition,
  isStreamName,
  type JsonObject,
  type Position,
  type RecordedEvent,
  type StreamDamage,
  type StreamName,
} from '#event-sourcing';
import { IDENTITY_STREAM } from '../identity-stream.js';

export interface ServerPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** An event as the client gives it, of any stream of the server. */
export interface ServerEvent {
  readonly streamId: string;
  readonly id: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata?: unknown;
  readonly isJson: boolean;
  readonly created: Date;
  readonly position?: ServerPosition | undefined;
}

/** Commit and prepare are the same for what is written over gRPC; transactions of older protocols are not used. */
export function positionOf(event: ServerEvent): Position {
  return decimalPosition(event.position?.commit ?? 0n);
}

/** Events of the server itself, of other applications on it, and the log's identity are no part of the log. */
export function isOfThisLog({ streamId, type, isJson }: ServerEvent): boolean {
  return !type.startsWith('$') && isJson && streamId !== IDENTITY_STREAM && isStreamName(streamId);
}

/** @param event for which `isOfThisLog` holds. */
export function recordedEvent(event: ServerEvent, position = positionOf(event)): RecordedEvent {
  return {
    id: event.id,
    type: event.type,
    data: event.data as JsonObject,
    metadata: (event.metadata ?? {}) as Record<string, string>,
    stream: event.streamId as StreamName,
    version: Number(event.revision) + 1,
    position,
    recordedAt: event.created.toISOString(),
  };
}

/** @returns what an event of the server says about harm done to a stream of ours. */
export function damageTold(event: ServerEvent): { stream: string; damage: StreamDamage } | undefined {
  const { streamId, type, data } = event;
  if (type === '$streamDeleted' && isStreamName(streamId)) return { stream: streamId, damage: 'deleted' };
  if (type !== '$metadata' || !streamId.startsWith('$$')) return undefined;
  const stream = streamId.slice(2);
  const cuts = ['$tb', '$maxCount', '$maxAge'].some((key) => key in Object(data));
  return isStreamName(stream) && cuts ? { stream, damage: 'truncated' } : undefined;
}
