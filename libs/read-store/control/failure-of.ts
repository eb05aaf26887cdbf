import { type RecordedEvent } from '#event-sourcing';
import { type ProjectionFailure } from './projection-rows.js';

const FRAME = /([^\s(/\\]+[/\\][^/\\\s(]+:\d+:\d+)\)?$/m;

/** Describes a poison event without a word of what is in it: messages of errors like to quote data. */
export function failureOf(event: RecordedEvent, error: unknown): ProjectionFailure {
  const at = error instanceof Error ? FRAME.exec(framesOf(error))?.[1] : undefined;
  return {
    position: event.position,
    eventId: event.id,
    eventType: event.type,
    reason: reasonOf(error),
    ...(at === undefined ? {} : { at }),
  };
}

function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : typeof error;
}

/** The stack begins with the message, which may span lines. */
function framesOf(error: Error): string {
  const stack = error.stack ?? '';
  const frames = stack.indexOf('\n    at ');
  return frames < 0 ? '' : stack.slice(frames);
}
