/**
 * A report as one HTML page that needs nothing else: the pictures are drawn inside it. Its
 * policy forbids everything but its own style, so that even a slip in the escaping could not
 * load or run anything.
 */
import { createHash } from "node:crypto";
import type { Inline } from "../../chat/card.ts";
import type { Part, Report, Row, Section, Source, Statement } from "../document.ts";
import { shownSources, sourceWords } from "../document.ts";
import { plainText, runsOf, type Run } from "./runs.ts";
import { STYLE } from "./style.ts";

/** Pictures carry style attributes, which no hash covers; what a style could load is forbidden all the same. */
const POLICY = [
  "default-src 'none'",
  `style-src-elem 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "style-src-attr 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Cells as short as a time are not broken. */
const SHORT_CELL = 12;
/** A command line in a narrow column would be a tower. */
const LONG_CELL = 70;
/** A table of so few columns has room for the ids of its sources. */
const ROOMY = 5;

/**
 * One file without anything from elsewhere; its Content-Security-Policy allows nothing to be
 * loaded or run.
 */
export function html({ title, facts, sections }: Report): string {
  const words = escape(plainText(title));
  const state = { pictures: 0 };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light">
<title>${words}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${line(title)}</h1>
<dl>
${facts.map(({ label, value }) => `<dt>${escape(label)}</dt><dd>${line(value)}</dd>`).join("\n")}
</dl>
<nav aria-label="Contents"><ol>
${sections.map((one) => `<li><a href="#${anchor(one)}">${escape(one.title)}</a></li>`).join("\n")}
</ol></nav>
</header>
<main>
${sections.map((one) => section(one, state)).join("\n")}
</main>
<footer>Made by Falconer from its own records and from Falcon's.</footer>
</body>
</html>
`;
}

interface State {
  pictures: number;
}

const anchor = ({ title }: Section): string => title.toLowerCase().replace(/[^a-z]+/g, "-");

const section = (one: Section, state: State): string =>
  `<section id="${anchor(one)}">\n<h2>${escape(one.title)}</h2>\n${one.parts.map((each) => part(each, state)).join("\n")}\n</section>`;

function part(one: Part, state: State): string {
  switch (one.kind) {
    case "statements":
      return `<ul>\n${one.items.map((item) => `<li>${statement(item)}</li>`).join("\n")}\n</ul>`;
    case "table":
      return table(one.columns, one.rows);
    case "heading":
      return `<h3>${line(one.text)}</h3>`;
    case "picture":
      return `<figure>${drawing(one.svg, (state.pictures += 1))}<figcaption>${line(one.alt)}</figcaption></figure>`;
    case "note":
      return `<p class="note">${line(one.text)}</p>`;
  }
}

const statement = ({ text, sources }: Statement): string => [line(text), ...sourceMarks(sources)].join(" ");

function sourceMarks(sources: readonly Source[]): readonly string[] {
  const { shown, more } = shownSources(sources);
  const marks = shown.map((source) => `<cite>[${escape(sourceWords(source))}]</cite>`);
  return more > 0 ? [...marks, `and ${more} more`] : marks;
}

function table(columns: readonly string[], rows: readonly Row[]): string {
  const head = [...columns, "Source"].map((column) => `<th scope="col">${escape(column)}</th>`).join("");
  const body = rows.map(
    ({ cells, sources }) =>
      `<tr>${cells.map(cell).join("")}<td class="source">${sourceMarks(sources).join(" ")}</td></tr>`,
  );
  const kind = columns.length <= ROOMY ? ' class="roomy"' : "";
  return `<div class="frame"><table${kind}>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table></div>`;
}

function cell(inline: Inline): string {
  const { length } = plainText(inline);
  const kind = length <= SHORT_CELL ? ' class="narrow"' : length > LONG_CELL ? ' class="wide"' : "";
  return `<td${kind}>${line(inline)}</td>`;
}

const line = (inline: Inline): string => runsOf(inline).map(run).join("");

function run({ text, mark, url }: Run): string {
  const words = escape(text);
  if (url !== undefined) return `<a href="${escape(url)}" rel="noopener noreferrer">${words}</a>`;
  // Broken between date and time, never inside either.
  if (mark === "time") return words.replace(/\S+/g, "<time>$&</time>");
  if (mark === "code") return `<code>${words}</code>`;
  return mark === "strong" ? `<strong>${words}</strong>` : words;
}

/** Of two drawings in one page neither may speak of the other's parts; its size is the page's to say. */
const drawing = (svg: string, number: number): string =>
  svg
    .replace(/<\?xml[^>]*\?>|<!DOCTYPE[^>]*>/g, "")
    .replace(/\b(id="|url\(#|href="#)/g, `$1p${number}-`)
    .replace(/^\s*<svg/, '<svg role="img"');

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
