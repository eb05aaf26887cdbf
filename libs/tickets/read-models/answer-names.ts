/** `waiting_for` → `waitingFor`: tables are named as SQL has it, answers as JSON has it. */
type AnswerName<Column extends string> = Column extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<AnswerName<Tail>>}`
  : Column;

export type Answered<Row> = { readonly [Column in keyof Row & string as AnswerName<Column>]: Row[Column] };

const names = new Map<string, string>();

/** A row as an answer names its columns. */
export function answered<Row extends object>(row: Row): Answered<Row> {
  const answer: Record<string, unknown> = {};
  for (const column of Object.keys(row)) answer[answerName(column)] = row[column as keyof Row];
  return answer as Answered<Row>;
}

function answerName(column: string): string {
  let name = names.get(column);
  if (name === undefined) {
    name = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    names.set(column, name);
  }
  return name;
}
