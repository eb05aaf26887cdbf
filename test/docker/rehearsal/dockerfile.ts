export interface Instruction {
  /** In capitals. */
  readonly keyword: string;
  readonly rest: string;
}

export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, continuation lines joined, comments and empty lines left out. */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  for (const { keyword, rest } of instructionsOf(text)) {
    if (keyword === 'FROM') {
      const [, base = '', name = String(stages.length)] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      stages.push({ name, base, instructions: [] });
    } else if (stages.length > 0) stages.at(-1)?.instructions.push({ keyword, rest });
    else if (keyword !== 'ARG') throw new Error(`${keyword} before FROM`);
  }
  return stages;
}

function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => {
      const [, keyword = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return { keyword: keyword.toUpperCase(), rest };
    });
}

/** The last instruction of a kind; each replaces those before it. */
export function lastOf(stage: Stage, keyword: string): string | undefined {
  return stage.instructions.findLast((instruction) => instruction.keyword === keyword)?.rest;
}

/** @throws SyntaxError for the shell form: a process behind a shell gets no signals. */
export function execForm(text: string): readonly string[] {
  return JSON.parse(text) as string[];
}
