/** What a command needs before it may run: nothing, a role, or somebody else's agreement. */
import type { Command } from "./read-command.ts";

export type Gate = "at-once" | "responder" | "proposal";

export function gateOf({ tier, effect }: Pick<Command, "tier" | "effect">): Gate {
  if (tier === "admin" || effect === "destroys") return "proposal";
  return tier === "read-only" && effect === "reads" ? "at-once" : "responder";
}
