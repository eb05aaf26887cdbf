import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '../problems/problem.js';
import { Access } from './access.js';
import { ACTION, type AccessedRequest } from './may.decorator.js';
import { isAction, isPublicAction } from './permissions.js';
import { PrincipalLimit } from '../requests/rate-limit.js';
import { STANDING, type Standing } from './standing.js';
import { TokenVerifier } from './token-verifier.js';

/** Denies by default: no action, no token, no standing or no reach, no entry. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
    @Inject(STANDING) private readonly standing: Standing,
    private readonly limit: PrincipalLimit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const action: unknown = this.reflector.get(ACTION, context.getHandler());
    if (isPublicAction(action)) return true;
    const request = context.switchToHttp().getRequest<AccessedRequest>();
    if (!isAction(action)) throw new Problem(403, 'forbidden');
    const claimed = await this.tokens.verify(bearer(request.headers.authorization));
    request.access = new Access(await this.standing.of(claimed), action);
    await this.limit.spend(request);
    return true;
  }
}

function bearer(header: string | undefined): string {
  const token = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(header ?? '')?.[1];
  if (token === undefined)
    throw new Problem(401, 'token-missing', {}, { headers: { 'www-authenticate': 'Bearer' } });
  return token;
}
