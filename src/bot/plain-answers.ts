/** Answers that no command gives: too busy, not stored, no role. */
import { card, text, toned, type Card } from "../chat/card.ts";
import type { Answer } from "../chat/turn.ts";
import { Stopping } from "./refusal.ts";

/** Not stored, so nothing is done later: asking again is right. */
export const BUSY: Answer = {
  audience: "actor",
  card: {
    ...toned(
      "warning",
      "Too busy",
      text("Too much is being asked at once, so this was not done. Try again in a moment."),
    ),
    data: { error: { code: "busy", hint: "Too much is being asked at once." } },
  },
};

/** For a home page; a command refuses in its own words. */
export const NO_ROLE: Card = card(
  "Falconer",
  text("You have no role here yet. An admin can give you one in the settings."),
);

/** Nothing is acknowledged that is not stored, and nothing done either. */
export const notStored = (error: unknown): Answer => {
  const hint =
    error instanceof Stopping
      ? error.hint
      : "Falconer cannot store anything at the moment, so nothing was done.";
  return {
    audience: "actor",
    card: { ...toned("danger", "Not done", text(hint)), data: { error: { code: "not-stored", hint } } },
  };
};
