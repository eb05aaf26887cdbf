/** A domain event: a plain name and strict JSON. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** What a user may not do now, said in a stable code and the parameters of its sentence (message files hold the words). */
export interface Refusal {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number | boolean>>;
}

export type Decision<Event> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[] }
  | {
      readonly kind: 'refused';
      readonly refusal: Refusal;
      /** Facts that hold although the command is refused, such as a breach that fell due before it came. */
      readonly events: readonly Event[];
    };

export function accepted<Event>(...events: readonly Event[]): Decision<Event> {
  return { kind: 'accepted', events };
}

export function refused(code: string, params?: Refusal['params']): Decision<never> {
  return { kind: 'refused', refusal: params === undefined ? { code } : { code, params }, events: [] };
}

/**
 * Pure: the same state, command and context give the same events, on any host, at any time.
 *
 * `context` holds everything from outside that the decision needs (time, policy, ids), as data.
 */
export interface Decider<State, Command, Event extends DomainEvent, Context> {
  readonly initialState: State;
  decide(command: Command, state: State, context: Context): Decision<Event>;
  /** Never throws and never refuses: what is in the log has happened. */
  evolve(state: State, event: Event): State;
}

export function fold<State, Event>(
  evolve: (state: State, event: Event) => State,
  state: State,
  events: Iterable<Event>,
): State {
  let current = state;
  for (const event of events) current = evolve(current, event);
  return current;
}
