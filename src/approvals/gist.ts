/** A request in a line, and what has to be read before it is signed: for wherever it is listed beside its buttons. */
import type { Action } from "../actions/action.ts";
import type { Block, Inline } from "../chat/card.ts";
import type { ApprovalRow } from "../store/rows.ts";

const MOST_NAMED = 5;

export interface Gist {
  /** `Isolate`, `Run rm on`. */
  readonly verb: string;
  readonly targets: Inline;
  /** The exact text that would run, where there is one: nobody approves what they have not seen. */
  readonly blocks: readonly Block[];
}

/** Names the first five targets; the verb and blocks are the action's own words about its params. */
export function gistOf({ params, targets }: ApprovalRow, action: Action): Gist {
  const described = action.describe?.(params);
  const names = targets
    .slice(0, MOST_NAMED)
    .map(({ hostname }, index): Inline => (index === 0 ? hostname : [", ", hostname]));
  const more = targets.length - names.length;
  return {
    verb: described?.verb ?? action.words.verb,
    targets: [...names, more > 0 ? ` and ${more} more` : ""],
    blocks: described?.blocks ?? [],
  };
}
