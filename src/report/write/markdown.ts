/** A report as Markdown that every reader of it shows alike. All text is escaped; structure alone is ours. */
import type { Inline } from "../../chat/card.ts";
import type { Part, Report, Row, Section, Source, Statement } from "../document.ts";
import { shownSources, sourceWords } from "../document.ts";
import { runsOf, type Run } from "./runs.ts";

/** What means something in Markdown, and `@`, which notifies people where reports are pasted. */
const SIGNS = /[\\`*_{}[\]<>()#+!|~&@^$]/g;
/** Would begin a list or underline the line before. */
const BEGINNING = /^(?:[-=:]|\d+(?=\.))/;

/** Every foreign sign that means something in Markdown is escaped; pictures are left out. */
export function markdown({ title, facts, sections }: Report): string {
  const head = facts.map(({ label, value }) => `- **${label}:** ${line(value)}`);
  return `${[`# ${line(title)}`, head.join("\n"), ...sections.map(section)].join("\n\n")}\n`;
}

const section = ({ title, parts }: Section): string => [`## ${title}`, ...parts.map(part)].join("\n\n");

function part(one: Part): string {
  switch (one.kind) {
    case "statements":
      return one.items.map((item) => `- ${statement(item)}`).join("\n");
    case "table":
      return table(one.columns, one.rows);
    case "heading":
      return `### ${line(one.text)}`;
    case "picture":
      // Markdown has no place for a drawing of its own; the HTML report shows it.
      return `*Picture: ${line(one.alt)}*`;
    case "note":
      return `*${line(one.text)}*`;
  }
}

const statement = ({ text, sources }: Statement): string => [line(text), ...sourceMarks(sources)].join(" ");

function sourceMarks(sources: readonly Source[]): readonly string[] {
  const { shown, more } = shownSources(sources);
  // Without a target behind it a bracket is a bracket, and easier to search for than an escaped one.
  const marks = shown.map((source) => `[${escaped(sourceWords(source)).replaceAll("\\#", "#")}]`);
  return more > 0 ? [...marks, `and ${more} more`] : marks;
}

function table(columns: readonly string[], rows: readonly Row[]): string {
  const cells = (all: readonly string[]): string =>
    `| ${all.map((cell) => (cell === "" ? " " : cell)).join(" | ")} |`;
  return [
    cells([...columns, "Source"]),
    cells([...columns, "Source"].map(() => "---")),
    ...rows.map((row) => cells([...row.cells.map(line), sourceMarks(row.sources).join(" ")])),
  ].join("\n");
}

const line = (inline: Inline): string =>
  runsOf(inline)
    .map(run)
    .join("")
    .trim()
    .replace(BEGINNING, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));

function run({ text, mark, url }: Run): string {
  if (text === "") return "";
  if (mark === "code") return codeSpan(text);
  const words = escaped(text);
  if (url !== undefined) return `[${words}](<${url.replace(/[<>\\]/g, encodeURIComponent)}>)`;
  // Marks have to touch a letter, else they are shown as they are.
  return mark === "strong" ? words.replace(/^(\s*)(.*?)(\s*)$/s, "$1**$2**$3") : words;
}

/** The dots of a defanged address stay as people search for them; a bracket around one sign is no link. */
const escaped = (text: string): string => text.replace(SIGNS, "\\$&").replace(/\\\[(\.|\\@|:)\\\]/g, "[$1]");

/** The fence is longer than any row of back-ticks inside; a bar would end a cell even here. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const room = longest > 0 ? " " : "";
  return fence + room + text.replaceAll("|", "\\|") + room + fence;
}
