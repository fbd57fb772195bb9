/** Every kind of change that can be proposed. */
import type { Action } from "./action.ts";
import { contain } from "./contain.ts";
import { release } from "./release.ts";

export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  [contain, release].map((action) => [action.kind, action as Action]),
);
