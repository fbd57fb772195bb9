/** Every kind of change that can be proposed. */
import { anyAction, type Action } from "./action.ts";
import { alertUpdate } from "./alert-update.ts";
import { block } from "./block.ts";
import { contain } from "./contain.ts";
import { release } from "./release.ts";
import { rtrRun } from "./rtr-run.ts";
import { scan } from "./scan.ts";
import { unblock } from "./unblock.ts";

/** By kind. The settings' rules may name these and no others. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  [
    anyAction(contain),
    anyAction(release),
    anyAction(scan),
    anyAction(block),
    anyAction(unblock),
    anyAction(rtrRun),
    anyAction(alertUpdate),
  ].map((action) => [action.kind, action]),
);
