import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Position } from '#event-sourcing';
import { ReadStore } from '#read-store';
import { type FastifyReply } from 'fastify';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { STANDING, type Standing } from '../access/standing.js';
import { EventStream, type StreamMessage } from '../requests/event-stream.js';
import { POLICIES, type PolicySource } from '../services.js';
import { type QueueChanges } from './queue-changes.js';
import { QueueFeed, type QueueReader } from './queue-feed.js';
import { requireDesk } from './require-desk.js';
import { placeInLog, streamPlace } from './stream-place.js';

export const STREAM_TIMES = Symbol('StreamTimes');

/** Milliseconds. Rights are looked at again with every heartbeat, so this is how long a withdrawn right lives on. */
export interface StreamTimes {
  readonly heartbeat: number;
}

@ApiTags('desks')
@Controller('api/v1/desks/:desk/queue')
export class QueueStreamController {
  constructor(
    private readonly feed: QueueFeed,
    @Inject(POLICIES) private readonly policies: PolicySource,
    @Inject(STANDING) private readonly standing: Standing,
    @Inject(STREAM_TIMES) private readonly times: StreamTimes,
    private readonly readStore: ReadStore,
  ) {}

  @Get('stream')
  @May('queue.read')
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on after this event, on any node.' })
  @ApiOperation({
    summary: 'Changes of the queue as they happen: `ready`, `changes`, `reset` (read the queue anew), `end`',
  })
  async stream(
    @Who() who: Access,
    @Param('desk') desk: string,
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    await requireDesk(who, desk, this.policies);
    let tell: QueueReader['changed'] = (changes, position) => void early.push([changes, position]);
    const early: [QueueChanges | undefined, Position][] = [];
    let stream: EventStream | undefined;
    const reader: QueueReader = {
      desk,
      changed: (changes, position) => tell(changes, position),
      end: () => stream?.end(),
    };
    const from = await this.feed.join(reader);
    try {
      const missed = await this.missed(desk, lastEventId, from);
      reply.hijack();
      const live = new EventStream(reply.raw, { 'x-correlation-id': reply.request.id });
      stream = live;
      let place = from;
      tell = (changes, position) => {
        place = position;
        live.send(this.message(changes, position));
      };
      if (missed === 'none') live.send({ event: 'ready', id: this.id(from), data: { position: from } });
      else live.send(this.message(missed === 'too-old' ? undefined : missed, from));
      for (const [changes, position] of early) tell(changes, position);
      const beat = setInterval(() => void this.beat(who, desk, live, () => place), this.times.heartbeat);
      await live.closed;
      clearInterval(beat);
    } finally {
      this.feed.leave(reader);
    }
  }

  /** What a resuming reader has missed; `none` for one that begins. */
  private async missed(
    desk: string,
    lastEventId: string | undefined,
    upTo: Position,
  ): Promise<QueueChanges | 'none' | 'too-old'> {
    if (lastEventId === undefined || lastEventId === '') return 'none';
    // A place that can't be one of this log, or that this node has not come to: the reader begins anew.
    const place = placeInLog(lastEventId, this.readStore.logId, upTo);
    return place === undefined ? 'too-old' : ((await this.feed.since(desk, place, upTo)) ?? 'too-old');
  }

  private async beat(who: Access, desk: string, stream: EventStream, place: () => Position): Promise<void> {
    const code = await this.withdrawn(who, desk);
    if (code === undefined) return stream.heartbeat(this.id(place()));
    stream.send({ event: 'end', id: this.id(place()), data: { code } });
    stream.end();
  }

  /** Code of the reason why the stream must end, if there is one. */
  private async withdrawn({ principal }: Access, desk: string): Promise<string | undefined> {
    if (principal.expiresAt * 1000 <= Date.now()) return 'token-expired';
    try {
      const { desks } = await this.standing.of(principal);
      const servedDesk = principal.desks.includes(desk) && !desks.includes(desk);
      return servedDesk ? 'forbidden' : undefined;
    } catch (error) {
      const { code, status } = error as { code?: string; status?: number };
      // A read store that is away withdraws no rights; the feed stands still by itself meanwhile.
      return status === 401 || status === 403 ? (code ?? 'forbidden') : undefined;
    }
  }

  private message(changes: QueueChanges | undefined, position: Position): StreamMessage {
    const id = this.id(position);
    return changes === undefined
      ? { event: 'reset', id, data: { position } }
      : { event: 'changes', id, data: { position, ...changes } };
  }

  private id(position: Position): string {
    return streamPlace(position, this.readStore.logId);
  }
}
