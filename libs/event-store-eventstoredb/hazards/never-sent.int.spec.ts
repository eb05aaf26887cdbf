import { describe, expect, it } from '@jest/globals';
import { type ProposedEvent, type StreamName } from '#event-sourcing';
import { anEvent, aStream, events } from '#event-sourcing/testing';
import { onDouble, using } from '../testing/eventstoredb-harness.js';

/**
 * Sent to the server, an id that is no UUID and an empty type are answered twice, which ends a process that uses the client's own
 * appends; 16 MiB end the connection for everybody. The guard is `encodeAppend`.
 */
describe('what the server must never see', () => {
  const bad: readonly (readonly [
    string,
    () => readonly [string, readonly ProposedEvent[]],
    string | undefined,
  ])[] = [
    ['an id that is no UUID', () => [aStream(), [{ ...anEvent(), id: 'ticket-1' }]], 'invalid-event'],
    ['an empty type', () => [aStream(), [{ ...anEvent(), type: '' }]], 'invalid-event'],
    ['a type of the server itself', () => [aStream(), [anEvent({}, '$metadata')]], 'invalid-event'],
    ['no events', () => [aStream(), []], 'invalid-event'],
    ['an event of 16 MiB', () => [aStream(), [anEvent({ text: 'x'.repeat(2 ** 24) })]], 'event-too-large'],
    [
      'more than 1 MiB in one append',
      () => [aStream(), Array.from({ length: 30 }, () => anEvent({ text: 'x'.repeat(40_000) }))],
      'append-too-large',
    ],
    ['a stream of the server itself', () => [`$$${aStream()}`, events(1)], undefined],
  ];

  it('is refused here, and what goes on beside it does not notice', async () => {
    await using(onDouble(), async ({ store, control, signals }) => {
      const before = (await control.state()).events;
      const beside = Promise.all(Array.from({ length: 50 }, () => store.append(aStream(), 0, events(1))));
      for (const [title, make, code] of bad) {
        const [stream, list] = make();
        const error: unknown = await store.append(stream as StreamName, 0, list).then(
          () => 'stored',
          (refused: unknown) => refused,
        );
        if (code === undefined) expect([title, error]).toEqual([title, expect.any(TypeError)]);
        else expect([title, error]).toEqual([title, expect.objectContaining({ code })]);
      }
      expect(await beside).toHaveLength(50);
      expect((await control.state()).events).toBe(before + 50);
      expect(signals.filter(({ kind }) => kind === 'retried')).toEqual([]);
    });
  });

  it('would be refused by the server alike when it allows less: once, and not for ever again', async () => {
    await using(onDouble({}, { maxAppendSize: 1_000 }), async ({ store, signals }) => {
      await expect(store.append(aStream(), 0, [anEvent({ text: 'x'.repeat(2_000) })])).rejects.toMatchObject({
        code: 'invalid-event',
      });
      expect(signals.filter(({ kind }) => kind === 'retried')).toEqual([]);
      await store.append(aStream(), 0, events(1));
    });
  });
});
