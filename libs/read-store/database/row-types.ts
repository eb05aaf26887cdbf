import pg from 'pg';

type Parser = (text: string) => unknown;

const BIGINT = 20;
const TIMESTAMPTZ = 1184;
const parseInstant = pg.types.getTypeParser(TIMESTAMPTZ) as unknown as (text: string) => Date;

const PARSERS: Readonly<Record<number, Parser>> = {
  // Row models hold integers within 2^53 only (strict JSON).
  [BIGINT]: Number,
  [TIMESTAMPTZ]: (text) => parseInstant(text).toISOString(),
};

/** A row read back has the same JavaScript values that the fold wrote (see ColumnType). */
export const ROW_TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : PARSERS[oid]) ??
    (pg.types.getTypeParser as (oid: number, format?: string) => Parser)(oid, format)) as never,
};
