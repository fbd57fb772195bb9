/** Every kind of change that can be proposed. */
import { anyAction, type Action } from "./action.ts";
import { alertUpdate } from "./alert-update.ts";
import { contain } from "./contain.ts";
import { release } from "./release.ts";

export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  [anyAction(contain), anyAction(release), anyAction(alertUpdate)].map((action) => [action.kind, action]),
);
