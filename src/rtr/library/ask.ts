/** A command that takes a name of Falcon's library: without one, or with an unknown one, the person chooses. */
import type { Card } from "../../chat/card.ts";
import { UserError } from "../../lib/errors.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import { offerOf } from "../grammar/offer.ts";
import { quoted } from "../grammar/quote.ts";
import { readCommand } from "../grammar/read-command.ts";
import { tokenize } from "../grammar/tokens.ts";
import type { RtrParts } from "../ports.ts";
import { pickerCard, type Wanted } from "./picker.ts";
import { itemById, itemNamed, itemsOn, libraryName, shelfOf } from "./shelf.ts";

/** A card to choose from; undefined when the line names what there is, or is no such line. */
export async function choiceFor(
  parts: RtrParts,
  session: RtrSessionRow,
  line: string,
  signal?: AbortSignal,
): Promise<Card | undefined> {
  const wanted = await wantedBy(parts, session, line, signal);
  const shelf = wanted === undefined ? undefined : shelfOf(wanted.word);
  if (wanted === undefined || shelf === undefined) return undefined;
  const uploads = shelf === "scripts" ? await parts.store.rtrUploads.of(session.id) : [];
  return pickerCard(wanted, await itemsOn(parts, shelf, signal), wanted.written === "" ? uploads : []);
}

async function wantedBy(
  parts: RtrParts,
  session: RtrSessionRow,
  line: string,
  signal?: AbortSignal,
): Promise<Wanted | undefined> {
  const cut = tokenize(line.trim());
  const [first, ...words] = cut.ok ? cut.tokens : [];
  const word = first?.text ?? "";
  const shelf = shelfOf(word);
  if (first === undefined || shelf === undefined) return undefined;
  const rest = line.trim().slice(first.to);
  if (words.every(({ flag }) => flag !== undefined && !OWN_SCRIPTS.has(flag))) {
    // On this platform, and with these words, it has to be a command before anybody chooses for it.
    const reading = readCommand(lineFor(word, '"x"', rest), offerOf(session));
    return reading.ok ? { session, word, written: "", rest } : undefined;
  }
  const reading = readCommand(line, offerOf(session));
  const name = reading.ok ? libraryName(reading.command) : undefined;
  if (!reading.ok || name === undefined || (await isKnown(parts, shelf, name, signal))) return undefined;
  return { session, word, written: name, rest: withoutName(line.trim(), reading.command, first.to) };
}

const OWN_SCRIPTS: ReadonlySet<string> = new Set(["-CloudFile", "-Raw", "-HostPath", "-File"]);
const CLOUD_FILE = "-CloudFile=";

const lineFor = (word: string, name: string, rest: string): string =>
  `${word} ${word === "runscript" ? CLOUD_FILE : ""}${name} ${rest.trim()}`.trimEnd();

function withoutName(line: string, { base, words }: Parameters<typeof libraryName>[0], from: number): string {
  const named =
    base === "runscript"
      ? words.find(({ flag }) => flag === "-CloudFile")
      : words.find(({ flag }) => flag === undefined);
  if (named === undefined) return line.slice(from);
  const start = base === "runscript" ? named.from - CLOUD_FILE.length : named.from;
  const left = `${line.slice(from, start).trimEnd()}${line.slice(named.to)}`;
  return left.trim() === "" ? "" : left;
}

/** A library that cannot be read now has been looked for in vain, not found wanting. */
async function isKnown(
  parts: RtrParts,
  shelf: NonNullable<ReturnType<typeof shelfOf>>,
  name: string,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    return (await itemNamed(parts, shelf, name, signal)) !== undefined;
  } catch (error) {
    parts.log.warn("the library could not be read", { error });
    return true;
  }
}

/** The line that was chosen, with the name as the library has it now. @throws UserError */
export async function pickedLine(
  parts: Pick<RtrParts, "falcon">,
  { word, item, rest }: { readonly word: string; readonly item: string; readonly rest: string },
  signal?: AbortSignal,
): Promise<string> {
  const shelf = shelfOf(word);
  const found = shelf === undefined ? undefined : await itemById(parts, shelf, item, signal);
  const name = found === undefined ? undefined : quoted(found.name);
  if (name === undefined) throw new UserError("It is not in the library any more. Nothing was asked for.");
  return lineFor(word, name, rest);
}
