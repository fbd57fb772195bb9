/**
 * The one place where errors become words. What a person can mend is said plainly; the
 * rest gets a reference that stands in the log beside the raw error. Always in private.
 * `data.error` tells programs (a shell's exit code, a tool's `isError`) that it failed.
 */
import { Ambiguity, NotFound } from "../chat/ambiguity.ts";
import {
  asks,
  buttons,
  list,
  mono,
  note,
  runs,
  text,
  toned,
  type Block,
  type Card,
  type Inline,
} from "../chat/card.ts";
import type { CommandInfo } from "../chat/command.ts";
import type { FormValues } from "../chat/form.ts";
import type { Answer } from "../chat/turn.ts";
import { BotError, UserError } from "../lib/errors.ts";
import { newId } from "../lib/id.ts";
import { untrusted } from "../lib/untrusted.ts";
import { pickerCard } from "./picker.ts";
import type { Log } from "../lib/log.ts";
import type { Outcome } from "./ports.ts";
import { FaultyInput, Refused, TookTooLong, UnknownCommand } from "./refusal.ts";

const REFERENCE_LENGTH = 8;

/** What was asked, as far as it was understood. */
export interface Asked {
  readonly turn: string;
  readonly info?: CommandInfo;
  readonly values?: FormValues;
  /** People may be offered buttons and forms; agents only words. */
  readonly isPerson: boolean;
}

/** Never throws. Faults that nobody foresaw give a reference of 8 characters, which the log has too. */
export function presentError(
  error: unknown,
  asked: Asked,
  log: Log,
): { readonly answer: Answer; readonly outcome: Outcome } {
  const { card, outcome } = explain(error, asked, log);
  return { answer: { card, audience: "actor" }, outcome };
}

function explain(error: unknown, asked: Asked, log: Log): { card: Card; outcome: Outcome } {
  if (error instanceof Ambiguity && asked.info !== undefined) {
    return { card: pickerCard(error, asked.info, asked.values ?? {}), outcome: "choice" };
  }
  if (error instanceof NotFound) return { card: notFoundCard(error), outcome: "faulty" };
  if (error instanceof UnknownCommand) return { card: unknownCommandCard(error), outcome: "faulty" };
  if (error instanceof FaultyInput) return { card: faultyCard(error, asked), outcome: "faulty" };
  if (error instanceof Refused) return { card: plainCard("Refused", error), outcome: "refused" };
  if (error instanceof UserError && !(error instanceof TookTooLong)) {
    return { card: plainCard("Not done", error), outcome: "refused" };
  }
  return { card: failureCard(error, asked, log), outcome: "failed" };
}

const plainCard = (title: string, error: UserError): Card => ({
  ...toned("warning", title, text(error.hint)),
  data: { error: { code: error.code, hint: error.hint } },
});

function notFoundCard(error: NotFound): Card {
  const nearest: readonly Block[] =
    error.nearest.length === 0 ? [] : [text("The nearest names:"), list(error.nearest.map((n) => mono(n)))];
  const hint: Inline = [`No ${error.what} is called `, mono(error.written), "."];
  return {
    ...toned("warning", `No such ${error.what}`, text(hint), ...nearest),
    data: { error: { code: error.code, hint: error.hint, written: error.written, nearest: error.nearest } },
  };
}

function unknownCommandCard(error: UnknownCommand): Card {
  const meant = error.nearest.map((name) => runs(`Help: ${name}`, "help", { command: name }));
  const names = error.nearest.flatMap((name, index) => [index === 0 ? "" : ", ", mono(name)]);
  const question: readonly Block[] =
    meant.length === 0
      ? [text("Write ", mono("help"), " for what there is.")]
      : [text("Did you mean ", ...names, "?"), buttons(...meant)];
  return {
    ...toned(
      "warning",
      "No such command",
      text("There is no command ", mono(untrusted(error.word)), "."),
      ...question,
    ),
    data: { error: { code: error.code, hint: error.hint, nearest: error.nearest } },
  };
}

function faultyCard(error: FaultyInput, asked: Asked): Card {
  const { info } = asked;
  const canFill = info?.changes === true && error.values !== undefined && asked.isPerson;
  const form = canFill ? [buttons(asks("Fill in the form", info.name, error.values ?? {}, "primary"))] : [];
  const help = asked.isPerson ? [note("More: ", mono(`help ${error.command}`))] : [];
  return {
    ...toned("warning", "Please check what you wrote", list(error.faults), ...form, ...help),
    data: { error: { code: error.code, hint: error.hint } },
  };
}

function failureCard(error: unknown, asked: Asked, log: Log): Card {
  const reference = newId(REFERENCE_LENGTH);
  const fields = { err: error, reference, turn: asked.turn, command: asked.info?.name };
  const isKnown = error instanceof BotError;
  if (isKnown) log.warn("a command could not be carried out", fields);
  else log.error("a command failed unexpectedly", fields);
  const hint = isKnown ? error.hint : "Something went wrong. It was written to the log.";
  return {
    ...toned(
      "danger",
      isKnown ? "It did not work" : "Something went wrong",
      text(hint),
      note("Reference: ", mono(reference)),
    ),
    data: { error: { code: isKnown ? error.code : "unexpected", hint, reference } },
  };
}
