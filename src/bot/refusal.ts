/** Outcomes that the path of an event ends in before a command runs, as errors that say what to show. */
import type { FormFaults, FormValues } from "../chat/form.ts";
import { UserError } from "../lib/errors.ts";

/** For the audit, as `refused.<why>`, and for programs as the error's code. */
export type Why =
  | "forged-button"
  | "guest"
  | "foreign"
  | "deactivated"
  | "bot"
  | "unverified"
  | "no-role"
  | "agent";

/** A matter of rights: explained in private, and one line in the audit. */
export class Refused extends UserError {
  readonly why: Why;

  constructor(why: Why, hint: string) {
    super(hint, why);
    this.why = why;
  }
}

/** Names offered in the place of an unknown one. */
export const MOST_NEAREST = 3;

/** Nobody knows this command; `word` is as it was typed. */
export class UnknownCommand extends UserError {
  readonly word: string;
  readonly nearest: readonly string[];

  constructor(word: string, nearest: readonly string[]) {
    super("There is no such command.", "unknown-command");
    this.word = word;
    this.nearest = nearest;
  }
}

/** The line or a value is not right; `values` is what was understood, for a form to start from. */
export class FaultyInput extends UserError {
  readonly command: string;
  readonly faults: readonly string[];
  readonly values: FormValues | undefined;

  constructor(command: string, faults: readonly string[] | FormFaults, values?: FormValues) {
    const sentences = Object.values(faults);
    super(sentences.join(" "), "arguments");
    this.command = command;
    this.faults = sentences;
    this.values = values;
  }
}

/** The process is going away; the turn stays in the inbox for the next one. */
export class Stopping extends UserError {
  constructor() {
    super("Falconer is restarting; try again in a moment.", "stopping");
  }
}

/** A failure and no refusal, though it tells the person what to do. */
export class TookTooLong extends UserError {
  constructor(limitMs: number) {
    super(
      `This took longer than ${Math.round(limitMs / 1_000)} seconds and was given up. What it asked for may still be recorded; look before asking again.`,
      "time-limit",
    );
  }
}
