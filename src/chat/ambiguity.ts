/**
 * "Which one?" as an outcome. A service that finds several things for one word throws
 * this; the dispatcher offers the candidates and runs the command again with the chosen
 * one. Never the first match.
 */
import { BotError } from "../lib/errors.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { Inline } from "./card.ts";
import type { FormValues } from "./form.ts";

/** One of the things that may have been meant. */
export interface Candidate {
  /** What replaces the ambiguous word: an exact id. */
  readonly value: string;
  readonly label: Inline;
  readonly detail: Inline;
}

/** What the command had understood by then, where that is not simply what was written in each argument. */
export interface Understood {
  /** The argument that the choice is about. */
  readonly field: string;
  readonly values: FormValues;
}

/** Thrown where one thing was meant and several fit. `written` is the ambiguous word, to be replaced. */
export class Ambiguity extends BotError {
  readonly written: Untrusted;
  readonly understood: Understood | undefined;
  readonly candidates: readonly Candidate[];
  /** How many match, where that is more than the candidates listed. */
  readonly total: number;

  constructor(
    written: Untrusted,
    candidates: readonly Candidate[],
    total = candidates.length,
    understood?: Understood,
  ) {
    const shown = total > candidates.length ? ` The first ${candidates.length} of ${total} are listed.` : "";
    super("ambiguous", `Several match; choose one.${shown}`);
    this.written = written;
    this.candidates = candidates;
    this.total = total;
    this.understood = understood;
  }
}

/** Nothing has that name; `nearest` are the most similar ones there are. */
export class NotFound extends BotError {
  readonly what: string;
  readonly written: Untrusted;
  readonly nearest: readonly Untrusted[];

  constructor(what: string, written: Untrusted, nearest: readonly Untrusted[] = []) {
    super("not-found", `No ${what} has that name.`);
    this.what = what;
    this.written = written;
    this.nearest = nearest;
  }
}
