import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Access } from '../access/access.js';
import { type AccessedRequest, May } from '../access/may.decorator.js';
import { type Action } from '../access/permissions.js';
import { type Asked, askedBy } from '../requests/asked.js';
import { CommandAnswer } from '../requests/command-answer.js';

/** Who asks for a change of which ticket, how, and where the answer's headers go. */
export interface Asking {
  readonly access: Access;
  readonly asked: Asked;
  /** Id or number, as in the address. */
  readonly ticket: string;
  readonly reply: FastifyReply;
}

export const Ask = createParamDecorator((_: unknown, context: ExecutionContext): Asking => {
  const http = context.switchToHttp();
  const request = http.getRequest<AccessedRequest>();
  const { access, params } = request;
  if (access === undefined) throw new Error('a public route changes a ticket');
  const { ticket } = params as { ticket: string };
  return { access, asked: askedBy(request), ticket, reply: http.getResponse<FastifyReply>() };
});

/** Headers that every command takes. */
export const TakesCommandHeaders = () =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'The same key with the same body is done once and answered as the first time.',
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'ETag of the version that the caller saw; another version is refused with 412.',
    }),
  );

/** A route that changes one ticket. */
export const Changes = (action: Action, summary: string) =>
  applyDecorators(
    May(action),
    HttpCode(200),
    ApiOperation({ summary }),
    ApiParam({ name: 'ticket', description: 'Id or number' }),
    TakesCommandHeaders(),
    ApiOkResponse({ type: CommandAnswer }),
  );
