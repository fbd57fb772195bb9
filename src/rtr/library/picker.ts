/** "Which one?": what there is to put or to run, each as a choice. Choosing asks; nothing is taken by itself. Pure. */
import { mono, note, text, toned, type Card, type Inline, type Option } from "../../chat/card.ts";
import { clip } from "../../chat/visible.ts";
import type { LibraryItem } from "../../falcon/endpoints/rtr.ts";
import { nearest } from "../../lib/edit-distance.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { RtrSessionRow, RtrUploadRow } from "../../store/rtr-rows.ts";
import { sizeWords } from "../cards/words.ts";
import { PLATFORM_NAMES, platformOf } from "../catalogue.ts";
import { quoted } from "../grammar/quote.ts";

/** What platforms' menus hold. */
const MOST_OPTIONS = 25;
const DESCRIPTION = 60;
const DIGEST = 12;

export interface Wanted {
  readonly session: RtrSessionRow;
  /** `put`, `put-and-run` or `runscript`. */
  readonly word: string;
  /** What was written in the place of the name; empty when nothing was. */
  readonly written: string;
  /** The other words of the line, as they stand. */
  readonly rest: string;
}

export function pickerCard(
  wanted: Wanted,
  items: readonly LibraryItem[],
  uploads: readonly RtrUploadRow[],
): Card {
  const { session, word, written } = wanted;
  const noun = word === "runscript" ? "script" : "put-file";
  const fitting = items.filter((item) => isFor(item, session.platform) && quoted(item.name) !== undefined);
  const ranked = rank(fitting, written);
  const options = [
    ...newest(uploads).map((upload) => uploadOption(wanted, upload)),
    ...ranked.map((item) => itemOption(wanted, item)),
  ];
  const title = written === "" ? `Which ${noun}?` : `No ${noun} has that name`;
  const wrote: readonly Inline[] = written === "" ? [] : [mono(untrusted(written)), " is not there. "];
  if (options.length === 0) {
    const none =
      items.length === 0 ? `The library holds no ${noun}.` : `None is for ${platformName(session)}.`;
    return toned("warning", title, text(...wrote, none), note(OTHERWISE[noun]));
  }
  const shown = options.slice(0, MOST_OPTIONS);
  const left = options.length - shown.length;
  const elsewhere = items.length - fitting.length;
  return {
    ...toned(
      "waiting",
      title,
      text(...wrote, "Choosing one asks for it; nothing runs before somebody else agrees."),
      { kind: "choice", prompt: `Choose a ${noun}`, options: shown },
      ...(left > 0 ? [note(`${left} more; write more of the name.`)] : []),
      ...(elsewhere > 0 ? [note(`${elsewhere} are for other platforms than ${platformName(session)}.`)] : []),
      note(OTHERWISE[noun]),
    ),
    data: { choice: { word, candidates: ranked.map(({ name, sha256 }) => ({ name, sha256 })) } },
  };
}

const OTHERWISE = {
  script: "A script of your own is sent into this thread as a file.",
  "put-file": "Files are put into Falcon's library in its console.",
} as const;

const platformName = ({ platform }: RtrSessionRow): string => {
  const known = platformOf(platform);
  return known === undefined ? "this host" : PLATFORM_NAMES[known];
};

/** What names no platform, and on many hosts at once everything, is for all. */
const isFor = ({ platforms }: LibraryItem, platform: string): boolean =>
  platform === "" || platforms.length === 0 || platforms.some((one) => platformOf(one) === platform);

/** What holds the written word, then what is written nearly so; with neither, everything. */
function rank(items: readonly LibraryItem[], written: string): readonly LibraryItem[] {
  if (written === "") return items;
  const holding = items.filter(({ name }) =>
    name.passes((text_) => text_.toLowerCase().includes(written.toLowerCase())),
  );
  const near = nearest(
    written,
    items.map(({ name }) => name),
    MOST_OPTIONS,
  ).flatMap((name) => items.filter((item) => item.name === name));
  const found = [...new Set([...holding, ...near])];
  return found.length === 0 ? items : found;
}

/** Of several files of one name the last counts, as where it is named. */
function newest(uploads: readonly RtrUploadRow[]): readonly RtrUploadRow[] {
  return uploads.filter((one, at) => uploads.findIndex(({ name }) => name.is(one.name)) === at);
}

function itemOption({ session, word, rest }: Wanted, item: LibraryItem): Option {
  const about: readonly Inline[] = [
    ...(item.description === undefined || item.description.length === 0
      ? []
      : [item.description.map((words) => clip(words, DESCRIPTION))]),
    ...(item.platforms.length === 0 ? [] : [item.platforms.join(", ")]),
    ...(item.permission === undefined ? [] : [item.permission]),
    sizeWords(item.sizeBytes),
    ...digestOf(item.sha256),
  ];
  return {
    label: item.name,
    detail: joined(about),
    press: { command: "rtr-pick", args: { session: session.id, word, item: item.id, rest }, as: "run" },
  };
}

function uploadOption({ session, rest }: Wanted, upload: RtrUploadRow): Option {
  return {
    label: upload.name,
    detail: joined([
      ["handed in here by ", upload.personName],
      sizeWords(upload.bytes),
      ...digestOf(upload.sha256),
    ]),
    press: { command: "rtr-script", args: { session: session.id, upload: upload.id, rest }, as: "run" },
  };
}

const digestOf = (sha256: string | undefined): readonly Inline[] =>
  sha256 === undefined ? [] : [["sha256 ", mono(`${sha256.slice(0, DIGEST)}…`)]];

const joined = (parts: readonly Inline[]): Inline =>
  parts.flatMap((part, i) => (i === 0 ? [part] : [", ", part]));
