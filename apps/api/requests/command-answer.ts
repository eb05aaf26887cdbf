import { ApiProperty } from '@nestjs/swagger';
import { type CommandResult } from '#event-sourcing';
import { type FastifyReply } from 'fastify';
import { Problem } from '../problems/problem.js';
import { etag } from './if-match.js';

/** What every accepted command answers. */
export class CommandAnswer {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ required: false, description: 'Number for people, of things that have one.' })
  number?: string;

  @ApiProperty({ description: 'Number of events in the thing now; also in ETag, for If-Match.' })
  version!: number;

  @ApiProperty({
    description: 'Place in the log up to which a query must have come to show this: give it as minPosition.',
  })
  position!: string;
}

/** Statuses of refusals that are not a conflict with the present state of the thing. */
export type RefusalStatuses = Readonly<Record<string, number>>;

/** @throws Problem for a refusal: 409, or what `statuses` has for its code. */
export function commandAnswer(
  id: string,
  result: CommandResult,
  statuses: RefusalStatuses,
  number?: string,
): CommandAnswer {
  if (result.outcome === 'refused') {
    const { code, params = {} } = result.refusal;
    throw new Problem(statuses[code] ?? 409, code, params);
  }
  const { version, position } = result;
  return { id, ...(number === undefined ? {} : { number }), version, position };
}

/** The answer's headers say the same, so that a client needs no body to go on. */
export function setCommandHeaders(
  reply: FastifyReply,
  answer: CommandAnswer,
  created?: string,
): CommandAnswer {
  void reply.headers({
    etag: etag(answer.version),
    'log-position': answer.position,
    ...(created === undefined ? {} : { location: created }),
  });
  return answer;
}
