import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyRequest } from 'fastify';
import { ACTION } from '../access/may.decorator.js';
import { type Action } from '../access/permissions.js';
import { Problem } from '../problems/problem.js';
import { CLOCK, type Clock } from '../services.js';

const RETRY_SECONDS = 5;

/** The one question that is asked by POST, for the size of what is asked about. */
const ASKED_BY_POST: Action = 'regulation.validate';

/** Refuses commands while this process's clock is off; queries are answered by positions and need no clock. */
@Injectable()
export class ClockGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.clock.isRight) return true;
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    const action: unknown = this.reflector.get(ACTION, context.getHandler());
    if (method !== 'GET' && action !== ASKED_BY_POST)
      throw new Problem(503, 'clock-off', {}, { retryAfter: RETRY_SECONDS });
    return true;
  }
}
