import { type Decider, type DomainEvent, fold, type Refusal } from '../decider/decider.js';

/** What a decision came to, for assertions. */
export interface Outcome<State, Event extends DomainEvent> {
  readonly refusal: Refusal | undefined;
  readonly events: readonly Event[];
  readonly types: readonly Event['type'][];
  /** The state after the events, also after those that a refusal leaves. */
  readonly state: State;
}

/** Given these events, when this command is decided in this context, then … */
export function given<State, Command, Event extends DomainEvent, Context>(
  decider: Decider<State, Command, Event, Context>,
  events: readonly Event[],
) {
  const state = fold(
    (current: State, event: Event) => decider.evolve(current, event),
    decider.initialState,
    events,
  );
  return {
    state,
    when(command: Command, context: Context): Outcome<State, Event> {
      const decision = decider.decide(command, state, context);
      return {
        refusal: decision.kind === 'refused' ? decision.refusal : undefined,
        events: decision.events,
        types: decision.events.map(({ type }) => type),
        state: fold((current: State, event: Event) => decider.evolve(current, event), state, decision.events),
      };
    },
  };
}
