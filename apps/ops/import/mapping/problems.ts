import { type MessageParams } from '#platform';

export type MappingProblemCode =
  | 'mapping-missing'
  | 'mapping-not-json'
  | 'mapping-invalid'
  | 'mapping-shape'
  | 'column-unknown'
  | 'command-unknown'
  | 'field-unknown'
  | 'field-missing'
  | 'field-wrong'
  | 'code-unknown'
  | 'value-unmapped'
  | 'too-many-values'
  | 'activity-unmapped'
  | 'date-pattern-wrong'
  | 'dates-fit-no-row'
  | 'zone-unknown'
  | 'encoding-unknown'
  | 'file-missing'
  | 'file-empty';

/** What is wrong with a mapping, or with a mapping for this file; found before the first row is imported. */
export interface MappingProblem {
  readonly code: MappingProblemCode;
  readonly params: MessageParams;
}

export class MappingRefused extends Error {
  constructor(readonly problems: readonly MappingProblem[]) {
    super(problems.map(({ code, params }) => `${code} ${JSON.stringify(params)}`).join('; '));
    this.name = 'MappingRefused';
  }
}

export function refuseMapping(code: MappingProblemCode, params: MessageParams = {}): never {
  throw new MappingRefused([{ code, params }]);
}
