import { randomUUID } from 'node:crypto';
import { checkAppend, NO_STREAM, type ExpectedRevision, type RecentIds } from './check-append.js';
import { type EventLog } from './event-log.js';
import { DELETED_REVISION, type ProposedEvent } from './logged-event.js';
import { isSoftDeleted, withTruncateBefore } from './stream-metadata.js';

export type AppendOutcome =
  /** The revision is −1 for an empty append to a missing stream. */
  | { readonly is: 'stored'; readonly revision: number; readonly position: number | undefined }
  | { readonly is: 'wrong'; readonly actual: number }
  | { readonly is: 'deleted' }
  /** Never answered. */
  | { readonly is: 'unanswerable' }
  /** Its first copy is not on enough nodes yet: dropped, in the hope that the client asks again. */
  | { readonly is: 'unreplicated' };

export type DeleteOutcome =
  | { readonly is: 'deleted'; readonly position: number }
  | { readonly is: 'wrong'; readonly actual: number }
  | { readonly is: 'gone' };

/** The only one that writes: checks, stores, remembers. Every node of a cluster writes through the same one. */
export class Writer {
  /** Ids that are stored and not yet on a majority of the nodes. */
  private readonly unreplicated = new Set<string>();

  constructor(
    readonly log: EventLog,
    readonly recent: RecentIds,
  ) {}

  append(stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[]): AppendOutcome {
    const ids = events.map((event) => event.id);
    const check = checkAppend(this.log, this.recent, stream, expected, ids);
    switch (check.is) {
      case 'repeated':
        if (ids.some((id) => this.unreplicated.has(id))) return { is: 'unreplicated' };
        return { is: 'stored', revision: check.revision, position: check.position };
      case 'new':
        return this.store(stream, events, check.undeletes);
      default:
        return check;
    }
  }

  /** @returns how to end the time in which these ids count as not replicated. */
  replicateSlowly(events: readonly ProposedEvent[]): () => void {
    const ids = events.map((event) => event.id).filter((id) => !this.unreplicated.has(id));
    for (const id of ids) this.unreplicated.add(id);
    return () => ids.forEach((id) => this.unreplicated.delete(id));
  }

  /** Soft: hides what there is by `$tb`; the numbering goes on when the stream is written to again. */
  delete(stream: string, expected: ExpectedRevision): DeleteOutcome {
    const isMissing = this.isEmpty(stream) && this.isEmpty(`$$${stream}`);
    if (isMissing && this.log.stream(stream)?.tombstone === undefined)
      return { is: 'wrong', actual: NO_STREAM };
    return this.checkedDelete(stream, expected, () => {
      const [stored] = this.writeMetadata(stream, withTruncateBefore({}, DELETED_REVISION));
      return stored?.position ?? 0;
    });
  }

  /** For ever. */
  tombstone(stream: string, expected: ExpectedRevision): DeleteOutcome {
    return this.checkedDelete(stream, expected, () => this.log.storeTombstone(stream, randomUUID()).position);
  }

  private checkedDelete(stream: string, expected: ExpectedRevision, write: () => number): DeleteOutcome {
    const check = checkAppend(this.log, this.recent, stream, expected, [randomUUID()]);
    if (check.is === 'wrong') return check;
    if (check.is !== 'new') return { is: 'gone' };
    return { is: 'deleted', position: write() };
  }

  private store(stream: string, events: readonly ProposedEvent[], undeletes: boolean): AppendOutcome {
    const next = this.log.stream(stream)?.events.length ?? 0;
    if (events.length === 0)
      return { is: 'stored', revision: next - 1, position: this.log.storeNothing(stream) };
    const last = this.log.store(stream, events).at(-1);
    this.recent.remember(
      stream,
      next,
      events.map((event) => event.id),
    );
    if (undeletes) this.undelete(stream, next);
    // Metadata set on a deleted stream brings it back as well.
    const original = stream.startsWith('$$') ? stream.slice(2) : undefined;
    if (original !== undefined && isSoftDeleted(this.log.stream(original)))
      this.undelete(original, this.log.stream(original)?.events.length ?? 0);
    return { is: 'stored', revision: next - 1 + events.length, position: last?.position };
  }

  /** Keeps what else the metadata says. */
  private undelete(stream: string, firstShown: number): void {
    const metadata = this.log.stream(stream)?.metadata ?? {};
    this.writeMetadata(stream, withTruncateBefore(metadata, String(firstShown)));
  }

  private writeMetadata(stream: string, data: Uint8Array) {
    const event = { id: randomUUID(), type: '$metadata', isJson: true, data, metadata: new Uint8Array() };
    return this.log.store(`$$${stream}`, [event]);
  }

  private isEmpty(stream: string): boolean {
    return (this.log.stream(stream)?.events.length ?? 0) === 0;
  }
}
