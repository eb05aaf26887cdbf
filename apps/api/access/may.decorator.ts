import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Access } from './access.js';
import { type Action, type PublicAction } from './permissions.js';

export const ACTION = 'help-desk:action';

/** Which row of the table of permissions rules this route. Without it the application does not start. */
export const May = (action: Action | PublicAction) => SetMetadata(ACTION, action);

export interface AccessedRequest extends FastifyRequest {
  access?: Access;
}

/** The caller's access, as the guard settled it. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Access => {
  const { access } = context.switchToHttp().getRequest<AccessedRequest>();
  if (access === undefined) throw new Error('a public route asks who calls');
  return access;
});
