/**
 * A line of a report as runs of plain text, ready to be escaped by a writer. The only file
 * of reports that opens foreign text: it leaves visible, bounded, and with its addresses
 * defanged, so that no viewer makes a link of them.
 */
import type { Inline, Span } from "../../chat/card.ts";
import { clip, headWithin, visible } from "../../chat/visible.ts";
import { reveal, Untrusted } from "../../lib/untrusted.ts";
import { defang } from "../defang.ts";

/** Plain text; a writer has to escape it in its own way. */
export interface Run {
  readonly text: string;
  readonly mark?: "strong" | "code" | "time";
  /** An address of our own. */
  readonly url?: string;
}

const LONGEST = 2_000;

/** Nested lines become one row of runs; foreign text is cut at 2,000 characters. */
export function runsOf(line: Inline): readonly Run[] {
  if (typeof line === "string") return [{ text: visible(line) }];
  if (line instanceof Untrusted) return [{ text: foreign(line) }];
  if (isMany(line)) return line.flatMap(runsOf);
  return spanRuns(line);
}

function spanRuns(span: Span): readonly Run[] {
  switch (span.span) {
    case "strong":
      return runsOf(span.text).map((run) => ({ ...run, mark: "strong" }));
    case "code":
      return [
        { text: typeof span.text === "string" ? visible(span.text) : foreign(span.text), mark: "code" },
      ];
    case "link":
      return [{ text: visible(span.text), ...(isHttps(span.url) ? { url: span.url } : {}) }];
    case "time":
      return [{ text: moment(span.at), mark: "time" }];
  }
}

/** Without any marks, for titles and for measuring. */
export const plainText = (line: Inline): string =>
  runsOf(line)
    .map(({ text }) => text)
    .join("");

const foreign = (text: Untrusted): string =>
  defang(clip(visible(headWithin(reveal(text), 4 * LONGEST)), LONGEST));

/** `2026-11-20 14:05:09` */
function moment(at: number): string {
  const date = new Date(at);
  return at === 0 || Number.isNaN(date.getTime())
    ? "time not known"
    : date.toISOString().slice(0, 19).replace("T", " ");
}

const isHttps = (url: string): boolean => URL.canParse(url) && new URL(url).protocol === "https:";

const isMany = (line: Exclude<Inline, string | Untrusted>): line is readonly Inline[] => Array.isArray(line);
