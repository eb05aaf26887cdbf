import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { CLOCK, type Clock } from '../services.js';

const RETRY_SECONDS = 5;

/** Refuses commands while this process's clock is off; queries are answered by positions and need no clock. */
@Injectable()
export class ClockGuard implements CanActivate {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  canActivate(context: ExecutionContext): boolean {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method !== 'GET' && !this.clock.isRight)
      throw new Problem(503, 'clock-off', {}, { retryAfter: RETRY_SECONDS });
    return true;
  }
}
