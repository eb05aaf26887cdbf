import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Language, languageOf } from '../problems/language.js';

/** A decorated request knows the language of clients that name none. */
export interface SpokenRequest extends FastifyRequest {
  defaultLanguage?: Language;
}

/** The language that the client asks for. */
export const Spoken = createParamDecorator((_: unknown, context: ExecutionContext): Language => {
  const { headers, defaultLanguage } = context.switchToHttp().getRequest<SpokenRequest>();
  return languageOf(headers['accept-language'], defaultLanguage ?? 'en');
});
