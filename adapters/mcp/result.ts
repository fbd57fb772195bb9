/**
 * The bot's answer as a tool's result: words for the model, data for programs, both from
 * the same row on and within their budget, with what was cut and how to get more.
 */
import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Card } from "../../src/chat/card.ts";
import { clip } from "../../src/chat/visible.ts";
import type { Untrusted } from "../../src/lib/untrusted.ts";
import { drawBlock, drawTitle, headOf, rowsOf, type Drawing } from "./draw.ts";
import { DATA_CHARS, TEXT_CHARS } from "./limits.ts";
import { createMarker, NOTICE, WARNING } from "./mark.ts";
import { drawnWithin, listAt, longestOf, mainList, withList } from "./rows.ts";
import { FROM_ROW } from "./schema.ts";
import { shrink, sizeOf } from "./shrink.ts";
import type { AgentTool, Tools } from "./tools.ts";

const PROPOSED =
  "Nothing has been done. People decide this request, and you cannot; tell the person whom you work for that it waits.";
/** A row's place in JSON: a comma. */
const BETWEEN = 1;
const FIELD_CHARS = 2_000;
const ROW_CHARS = 4_000;

interface ResultOptions {
  readonly tool: AgentTool;
  readonly tools: Tools;
  readonly fromRow: number;
  readonly scrub: (text: string) => string;
}

/** A result, and what has to be written down of it. */
export interface Rendered {
  readonly result: CallToolResult;
  /** `ok`, or the code of what went wrong. */
  readonly outcome: string;
  readonly suspicious: Untrusted | undefined;
}

/** About 4,000 tokens of text and 6,000 of data; `page` says how to get the rest. */
export function toResult(given: Card, { tool, tools, fromRow, scrub }: ResultOptions): Rendered {
  const outcome = outcomeOf(given.data);
  const card = outcome === "choice" ? given : withoutMenus(given);
  const mark = createMarker(scrub);
  const text = textParts(card, fromRow, { mark, tools });
  const data = dataParts(card.data ?? {}, fromRow, (value) => mark.data(value, FIELD_CHARS));
  const total = Math.max(text.total, data.total);
  // Both halves show the same rows; one that has shown all of its own has no say.
  const count = Math.min(roomOf(text, fromRow), roomOf(data, fromRow));
  const page = total > 0 ? pageOf(fromRow, count, total) : undefined;

  const words = [
    ...(mark.isForeign ? [NOTICE] : []),
    ...(mark.suspicious === undefined ? [] : [WARNING]),
    ...text.before,
    [text.head, ...text.rows.slice(0, count)].filter((line) => line !== "").join("\n"),
    ...text.after,
    ...(page === undefined ? [] : [pageWords(page)]),
    ...(tool.info.agents === "propose" && outcome === "ok" ? [PROPOSED] : []),
  ];
  const { value, isShortened } = shrink(data.with(data.rows.slice(0, count)), DATA_CHARS);
  const structuredContent = {
    ...(mark.isForeign ? { notice: NOTICE } : {}),
    ...(mark.suspicious === undefined ? {} : { warning: WARNING }),
    ...asObject(value),
    ...(page === undefined ? {} : { page }),
    ...(isShortened ? { shortened: true } : {}),
  };
  return {
    result: {
      content: [{ type: "text", text: words.filter((part) => part !== "").join("\n\n") }],
      structuredContent,
      ...(outcome === "ok" ? {} : { isError: true }),
    },
    outcome,
    suspicious: mark.suspicious,
  };
}

const roomOf = (
  half: { readonly total: number; readonly rows: readonly unknown[] },
  fromRow: number,
): number => (fromRow + half.rows.length >= half.total ? Infinity : half.rows.length);

/** A menu that goes on from an answer repeats its rows; only a question needs its options. */
const withoutMenus = (card: Card): Card => ({
  ...card,
  blocks: card.blocks.filter(({ kind }) => kind !== "choice"),
});

/** The card's words, its long block as single rows. */
function textParts(card: Card, fromRow: number, drawing: Drawing) {
  const lists = card.blocks.map((block) => rowsOf(block, drawing));
  const at = longestOf(lists);
  const main = at < 0 ? undefined : card.blocks[at];
  const drawn = card.blocks.map((block, i) => (i === at ? "" : drawBlock(block, drawing)));
  const before = within([drawTitle(card, drawing), ...drawn.slice(0, Math.max(at, 0))], TEXT_CHARS / 2);
  const after = within(drawn.slice(Math.max(at, 0)), TEXT_CHARS / (at < 0 ? 1 : 2));
  const rows = lists[at] ?? [];
  const used = [...before, ...after].reduce((sum, part) => sum + part.length, 0);
  return {
    before,
    after,
    head: main === undefined ? "" : headOf(main, drawing),
    total: rows.length,
    rows: drawnWithin(rows, fromRow, TEXT_CHARS - used, (draw) => clip(draw(), ROW_CHARS), lengthOf),
  };
}

const lengthOf = (line: string): number => line.length + BETWEEN;

/** As many parts as have room, the last one cut. */
function within(parts: readonly string[], room: number): readonly string[] {
  let left = room;
  const kept: string[] = [];
  for (const part of parts) {
    if (left <= 0) break;
    kept.push(part.length <= left ? part : `${clip(part, left)}\n[cut here]`);
    left -= part.length;
  }
  return kept;
}

/** The card's data without its longest list, and of that list what there is room for. */
function dataParts(given: unknown, fromRow: number, marked: (value: unknown) => unknown) {
  const path = mainList(given);
  if (path === undefined) {
    const value = marked(given);
    return { total: 0, rows: [], with: () => value };
  }
  const list = listAt(given, path);
  const rest = marked(withList(given, path, []));
  const rows = drawnWithin(list, fromRow, DATA_CHARS - sizeOf(rest), marked, (row) => sizeOf(row) + BETWEEN);
  return {
    total: list.length,
    rows,
    with: (some: readonly unknown[]) => withList(rest, path, some),
  };
}

interface Page {
  readonly from_row: number;
  readonly shown: number;
  readonly total: number;
  readonly next_from_row?: number;
}

/** Undefined when everything is shown. */
function pageOf(fromRow: number, count: number, total: number): Page | undefined {
  const end = Math.max(fromRow, Math.min(total, fromRow + count));
  if (fromRow === 0 && end === total) return undefined;
  return {
    from_row: fromRow,
    shown: Math.max(0, end - fromRow),
    total,
    ...(end < total ? { next_from_row: end } : {}),
  };
}

function pageWords({ from_row: from, shown, total, next_from_row: next }: Page): string {
  const rows = shown === 0 ? `There is no row ${from}` : `Rows ${from} to ${from + shown - 1} are shown`;
  const more = next === undefined ? "" : ` For more, make the same call with "${FROM_ROW}": ${next}.`;
  return `${rows}, of ${total} counted from 0.${more}`;
}

const asObject = (value: unknown): object =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : { value };

/** Which one was meant is a question: nothing was done, so a program must not take it for done. */
function outcomeOf(data: unknown): string {
  if (typeof data !== "object" || data === null) return "ok";
  if ("choice" in data) return "choice";
  if (!("error" in data)) return "ok";
  const { error } = data;
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "failed";
}
