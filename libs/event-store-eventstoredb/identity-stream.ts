import { type StreamName } from '#event-sourcing';

/** Where a log keeps its identity: a stream of its own, at the same place in every log, given out by no read. */
export const IDENTITY_STREAM: StreamName = 'log-6f0f5b1e-3a63-5d0c-9f0a-5f4f8e2b7c11';
