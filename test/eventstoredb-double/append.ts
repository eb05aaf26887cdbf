import { type ExpectedRevision } from './check-append.js';
import { type ProposedEvent } from './logged-event.js';
import { type FaultOn } from './faults.js';
import { errorOf, notLeader, notReady, type RpcError, unexpected } from './grpc-errors.js';
import { later } from './later.js';
import { type NodeContext } from './node-context.js';
import { type AppendOutcome } from './writer.js';

export interface AppendRequest {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ProposedEvent[];
  readonly insistsOnLeader: boolean;
}

/** How an append ends, for either path to say in its own way. */
export type AppendVerdict =
  | Exclude<AppendOutcome, { is: 'unanswerable' | 'unreplicated' }>
  | { readonly is: 'timed-out' }
  | { readonly is: 'failed'; readonly error: RpcError; readonly how: string }
  | { readonly is: 'cut' | 'ended' | 'silent' };

export interface AppendAnswer {
  readonly verdict: AppendVerdict;
  /** Milliseconds until it is given. */
  readonly delay: number;
  /** Given again after the write timeout. */
  readonly again?: boolean;
}

/** Stores at once, if at all; what the caller hears of it, and when, is the answer. */
export function submitAppend(node: NodeContext, request: AppendRequest): AppendAnswer {
  const leadership = node.leadership();
  if (leadership.is === 'nowhere') return now({ is: 'failed', error: notReady(), how: 'not-ready' });
  if (leadership.is === 'elsewhere' && request.insistsOnLeader)
    return now({ is: 'failed', error: notLeader(leadership.leader), how: 'not-leader' });
  if (!node.hasQuorum()) return { verdict: { is: 'timed-out' }, delay: node.settings.writeTimeout };
  const fault = node.faults.take('append', request.stream);
  return fault === undefined ? store(node, request) : storeBadly(node, request, fault);
}

function store(node: NodeContext, request: AppendRequest): AppendAnswer {
  const outcome = node.writer.append(request.stream, request.expected, request.events);
  switch (outcome.is) {
    case 'unanswerable':
      return now({ is: 'silent' });
    case 'unreplicated':
      return { verdict: { is: 'timed-out' }, delay: node.settings.writeTimeout };
    default:
      return now(outcome);
  }
}

function storeBadly(node: NodeContext, request: AppendRequest, fault: FaultOn<'append'>): AppendAnswer {
  switch (fault.how) {
    case 'cut-before-storing':
      return now({ is: 'cut' });
    case 'cut-after-storing':
      store(node, request);
      return now({ is: 'cut' });
    case 'never-answer':
      if (fault.stores) store(node, request);
      return now({ is: 'silent' });
    case 'answer-twice':
      return { ...store(node, request), again: true };
    case 'end-instead':
      store(node, request);
      return now({ is: 'ended' });
    case 'time-out':
      return { verdict: { is: 'timed-out' }, delay: node.settings.writeTimeout };
    case 'slow': {
      const { verdict, delay } = store(node, request);
      later(fault.milliseconds, node.writer.replicateSlowly(request.events));
      return { verdict, delay: Math.max(delay, fault.milliseconds) };
    }
    default: {
      const error = errorOf(fault) ?? unexpected();
      return now({ is: 'failed', error, how: fault.how });
    }
  }
}

const now = (verdict: AppendVerdict): AppendAnswer => ({ verdict, delay: 0 });

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface ProposedMessage {
  getId(): { getString(): string } | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

/**
 * @returns undefined for an event that the server can't take: an id that is no UUID, a type that is missing or empty.
 */
export function proposedEvent(message: ProposedMessage): ProposedEvent | undefined {
  const id = message.getId()?.getString() ?? '';
  const type = message.getMetadataMap().get('type') ?? '';
  const contentType = message.getMetadataMap().get('content-type');
  if (!UUID.test(id) || type === '' || contentType === undefined) return undefined;
  return {
    id: id.toLowerCase(),
    type,
    isJson: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** Counted for the limit: the data alone, whatever the metadata weighs. */
export function sizeOf(event: ProposedEvent): number {
  return event.data.length;
}
