import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { LOGGER, type Logger } from '../requests/logger.js';
import { Catalogue } from './catalogue.js';
import { knownProblem } from './known-errors.js';
import { type Language, languageOf } from './language.js';
import { Problem } from './problem.js';

export const DEFAULT_LANGUAGE = Symbol('DefaultLanguage');

/** Turns whatever was thrown into problem+json. What nobody foresaw becomes a bare 500: its text may hold anything. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly catalogue: Catalogue,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DEFAULT_LANGUAGE) private readonly language: Language,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = knownProblem(error) ?? new Problem(500, 'internal', {}, { cause: error });
    this.log(problem, request);
    if (reply.sent || reply.raw.headersSent) return;
    const language = languageOf(request.headers['accept-language'], this.language);
    void reply
      .code(problem.status)
      .headers({ ...problem.headers, 'content-language': language, 'cache-control': 'no-store' })
      .type('application/problem+json')
      .send(this.body(problem, request, language));
  }

  private body(problem: Problem, request: FastifyRequest, language: Language): Record<string, unknown> {
    const say = (code: string, params: Problem['params']) => this.catalogue.say(language, code, params);
    return {
      type: `/api/v1/problems/${problem.code}`,
      title: say(`status.${problem.status}`, {}),
      status: problem.status,
      detail: say(problem.code, problem.params),
      instance: request.url.split('?', 1)[0],
      code: problem.code,
      correlationId: request.id,
      ...(problem.errors.length === 0
        ? {}
        : {
            errors: problem.errors.map(({ field, code, params = {}, detail }) => ({
              field,
              code,
              detail: detail ?? say(`field.${code}`, params),
            })),
          }),
    };
  }

  /** Neither address parameters nor bodies: both may hold personal data. The logger keeps messages of errors out too. */
  private log(problem: Problem, request: FastifyRequest): void {
    if (problem.status < 500) return;
    const { code, cause } = problem;
    const fields = { code, correlationId: request.id, route: request.routeOptions.url, err: cause };
    if (problem.status === 500) this.logger.error(fields, 'request failed');
    else this.logger.warn(fields, 'request refused');
  }
}
