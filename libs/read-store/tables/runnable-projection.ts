import { type Column } from '#event-sourcing';

/** A row as the runner sees it: values by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** Any `Projection<Row, Event>`: the runner hands rows and events through without looking into them. */
export interface RunnableProjection {
  readonly name: string;
  readonly version: number;
  readonly table: {
    readonly name: string;
    readonly columns: Readonly<Record<string, Column>>;
    readonly key: readonly string[];
    readonly indexes?: readonly string[];
    readonly history?: {
      readonly partition: string;
      readonly order: string;
      readonly member?: string;
      readonly omits?: readonly string[];
    };
  };
  readonly handles: readonly string[];
  readonly needsPersonal?: boolean;
  readonly addsOnly?: boolean;
  keys(envelope: never): readonly string[];
  evolve(row: never, envelope: never, key: string): object | undefined;
}

/** `queue@3`: what a basis and a status name. */
export function viewName(projection: { readonly name: string; readonly version: number }): string {
  return `${projection.name}@${projection.version}`;
}
