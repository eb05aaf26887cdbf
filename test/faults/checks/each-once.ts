import { type CommandRecord, type History, type LoggedEvent, outcomeOf, type Violation } from '../history.js';

/**
 * Every acknowledged command is in the log exactly once and where its answer said; nothing refused is; what was left open is at most
 * once; and nothing is that nobody asked for.
 */
export function checkEachOnce({ commands, log }: History): readonly Violation[] {
  const at = new Map(log.map((event) => [event.position, event]));
  const byOp = new Map<string, LoggedEvent[]>();
  for (const event of log)
    if (event.op !== undefined) byOp.set(event.op, [...(byOp.get(event.op) ?? []), event]);
  const found = commands.flatMap((command) => {
    const effects = (byOp.get(command.op) ?? []).filter(({ type }) => type === command.effect);
    return [...counted(command, effects), ...placed(command, effects, at)];
  });
  return [...found, ...fromNowhere(commands, log)];
}

function counted(command: CommandRecord, effects: readonly LoggedEvent[]): Violation[] {
  const outcome = outcomeOf(command);
  const say = (rule: string): Violation[] => [
    { rule, detail: `${command.kind} ${command.op}: ${outcome}, ${effects.length} × ${command.effect}` },
  ];
  if (outcome === 'refused') return effects.length > 0 ? say('stored-though-refused') : [];
  if (effects.length > 1) return say('doubled');
  if (outcome === 'acknowledged' && effects.length === 0 && !command.mayDecideNothing) return say('lost');
  return [];
}

function placed(
  { kind, op, attempts }: CommandRecord,
  [effect]: readonly LoggedEvent[],
  at: ReadonlyMap<string, LoggedEvent>,
): Violation[] {
  const answers = attempts.filter((attempt) => attempt.is === 'acknowledged');
  const [first] = answers;
  if (first === undefined) return [];
  const detail = `${kind} ${op}: ${answers.map((a) => `${a.stream} ${a.version} ${a.position}`).join(', ')}`;
  const isSame = (a: typeof first) =>
    a.stream === first.stream && a.version === first.version && a.position === first.position;
  // What decided nothing is not remembered: asked again, it answers for the stream as it is then.
  if (effect !== undefined && !answers.every(isSame)) return [{ rule: 'answers-differ', detail }];
  const there = at.get(first.position);
  const isThere =
    there?.stream === first.stream &&
    there.version === first.version &&
    (effect === undefined || there.commandId === effect.commandId);
  return isThere ? [] : [{ rule: 'misplaced', detail }];
}

function fromNowhere(commands: readonly CommandRecord[], log: readonly LoggedEvent[]): Violation[] {
  const effects = new Set(commands.map(({ effect }) => effect));
  const asked = new Set(commands.map(({ op }) => op));
  return log
    .filter(({ type, op }) => effects.has(type) && (op === undefined || !asked.has(op)))
    .map(({ type, stream, version }) => ({ rule: 'from-nowhere', detail: `${type} ${stream} ${version}` }));
}
