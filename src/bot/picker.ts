/**
 * "Which one?": the candidates of an ambiguous word, each with its full id. Choosing one
 * runs the same command again with that word replaced, so nothing of the state is lost.
 */
import { toned, type Card, type Option } from "../chat/card.ts";
import type { Ambiguity, Candidate } from "../chat/ambiguity.ts";
import type { CommandInfo } from "../chat/command.ts";
import type { FormValues } from "../chat/form.ts";
import { untrusted } from "../lib/untrusted.ts";

/** What platforms' menus hold. */
const MOST_OPTIONS = 25;

/** A menu of 25 at most; with no field to put the choice in, the words alone. */
export function pickerCard(ambiguity: Ambiguity, info: CommandInfo, written: FormValues): Card {
  const { understood } = ambiguity;
  const values = understood?.values ?? written;
  const field = understood?.field ?? ambiguousField(ambiguity, info, values);
  const offered = ambiguity.candidates.slice(0, MOST_OPTIONS);
  const left = ambiguity.total - offered.length;
  return {
    ...toned(
      "waiting",
      ["Which ", untrusted(ambiguityWord(info, field)), "?"],
      { kind: "text", text: [`${ambiguity.total} match `, code(ambiguity.written), "."] },
      ...(field === undefined
        ? []
        : [{ kind: "choice", prompt: "Choose one", options: offered.map(option) } as const]),
      ...(left === 0
        ? []
        : [{ kind: "note", text: `${left} more; write the id of the one you mean.` } as const]),
    ),
    data: { choice: { field, candidates: ambiguity.candidates.map(({ value }) => value) } },
  };

  function option(candidate: Candidate): Option {
    const args = field === undefined ? {} : { [field]: replaced(values[field] ?? "", candidate) };
    return {
      label: candidate.label,
      // Equal names are told apart by their ids; nobody chooses without seeing one.
      detail: [code(untrusted(candidate.value)), ", ", candidate.detail],
      press: { command: info.name, args: { ...values, ...args }, as: "run" },
    };
  }

  /** Among several written words only the ambiguous one changes. */
  function replaced(given: string, candidate: Candidate): string {
    const isMany = info.args.some(({ name, kind }) => name === field && kind === "hosts");
    const words = isMany ? given.split(/[\s,]+/) : [given];
    return words.length === 1
      ? candidate.value
      : words.map((word) => (ambiguity.written.is(word) ? candidate.value : word)).join(" ");
  }
}

const code = (text: Ambiguity["written"]) => ({ span: "code", text }) as const;

/** What is chosen: the argument's kind, or its name where the kind says only how it is written. */
function ambiguityWord({ args }: CommandInfo, field: string | undefined): string {
  const found = args.find(({ name }) => name === field);
  return found === undefined ? "one" : found.kind === "text" ? found.name : found.kind.replace(/s$/, "");
}

/** The argument in which the ambiguous word was written. */
function ambiguousField(ambiguity: Ambiguity, info: CommandInfo, values: FormValues): string | undefined {
  return info.args.find(({ name, rest, kind }) => {
    const written = values[name]?.trim();
    if (written === undefined || rest) return false;
    const words = kind === "hosts" ? written.split(/[\s,]+/) : [written];
    return words.some((word) => ambiguity.written.is(word));
  })?.name;
}
