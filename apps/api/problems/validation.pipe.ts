import { type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { checkRequest } from '../requests/rules/check-request.js';
import { Problem } from './problem.js';

/** Types that parameters of handlers have where no class of requests is named. */
const PLAIN: readonly unknown[] = [undefined, Object, String, Number, Boolean, Array];

/** Bodies and queries are exactly what their class names; see `checkRequest`. */
export class ValidationPipe implements PipeTransform {
  /** @throws Problem 400 `request-invalid` with an error for each wrong field. */
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || PLAIN.includes(metatype)) return value;
    const checked = checkRequest(metatype as new () => object, value);
    if (!checked.ok) throw new Problem(400, 'request-invalid', {}, { errors: checked.errors });
    return checked.request;
  }
}
