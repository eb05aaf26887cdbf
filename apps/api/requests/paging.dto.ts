import { AnyText, WholeInQuery } from './fields.js';

/** A query that may have to wait for what the caller has just done. */
export class FreshDto {
  @AnyText(100, {
    optional: true,
    description:
      'Position from the answer of a command: the query waits until it has come that far, a short time at most; then it answers what there is, marked stale.',
  })
  minPosition?: string;
}

export class AsOfDto extends FreshDto {
  @AnyText(500, {
    optional: true,
    description:
      'A moment of the past: an instant in UTC, a position of the log, or the basis of an earlier answer.',
  })
  asOf?: string;
}

const Limit = () => WholeInQuery(1, 200, 50);
const Cursor = () => AnyText(1000, { optional: true, description: '`next` of the page before.' });

export class PageDto extends FreshDto {
  @Limit()
  limit: number = 50;

  @Cursor()
  cursor?: string;
}

export class AsOfPageDto extends AsOfDto {
  @Limit()
  limit: number = 50;

  @Cursor()
  cursor?: string;
}
