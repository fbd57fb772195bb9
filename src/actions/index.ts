/** Every kind of change that can be proposed. */
import { anyAction, type Action } from "./action.ts";
import { contain } from "./contain.ts";
import { release } from "./release.ts";

export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  [anyAction(contain), anyAction(release)].map((action) => [action.kind, action]),
);
