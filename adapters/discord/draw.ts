/** Each kind of card block as pieces of embeds, and what it offers to press. */
import { createHash } from "node:crypto";
import type { Block, Button, Fact, Inline, Option } from "../../src/chat/card.ts";
import { sizeInWords } from "../../src/chat/size.ts";
import { clip, visible } from "../../src/chat/visible.ts";
import type { Untrusted } from "../../src/lib/untrusted.ts";
import type { Action, Drawing, Piece } from "./drawing.ts";
import { drawLines, fenced, fitted, line, paragraph } from "./drawing.ts";
import {
  codeHead,
  codeTail,
  escapeMarkdown,
  escapeWithin,
  fencedCode,
  HARMLESS_TICK,
  isFenceProof,
  opened,
} from "./escape.ts";
import { pictureName } from "./files.ts";
import { plain } from "../../src/chat/words.ts";
import { CHOICE_BUTTONS, CODE_HEAD, CODE_INLINE, CODE_TAIL, LIMITS } from "./limits.ts";
import type { SelectOption } from "./payload.ts";
import { drawTable } from "./table.ts";

/** A value up to this long stands beside others, a longer one on a line of its own. */
const SHORT_VALUE = 34;
/** With a longer one among them, facts are lines. */
const FIELD_VALUE = 300;
const SMALL_PRINT = "-# ";
const FILE_NAME = 200;
const HASH_IN_NAME = 8;

/** A divider draws nothing: embeds have none. */
export function drawBlock(block: Block, drawing: Drawing): readonly Piece[] {
  switch (block.kind) {
    case "text":
      return isBlank(block.text) ? [] : [paragraph(fitted(block.text, LIMITS.embedDescription, drawing))];
    case "facts":
      return drawFacts(block.facts, drawing);
    case "code":
      return drawCode(block.text, drawing);
    case "list":
      return drawLines(
        block.items.map((item) => ["• ", item]),
        drawing,
      );
    case "table":
      return drawTable(block.columns, block.rows, drawing);
    case "note":
      return isBlank(block.text) ? [] : [small(block.text, drawing)];
    case "divider":
      return [];
    case "buttons":
      return drawButtons(block.buttons, drawing);
    case "choice":
      return drawChoice(block.prompt, block.options, drawing);
    case "image":
      return drawImage(block, drawing);
    case "file":
    default:
      return drawFile(block, drawing);
  }
}

const isBlank = (inline: Inline): boolean => plain(inline).trim() === "";

/** Small print is one line each: a line break would end it. */
function small(inline: Inline, drawing: Drawing): Piece {
  const text = fitted(inline, LIMITS.embedDescription - SMALL_PRINT.length, drawing);
  return line(SMALL_PRINT + text.replaceAll("\n", " "));
}

function drawFacts(facts: readonly Fact[], drawing: Drawing): readonly Piece[] {
  const isWordy = facts.some((fact) => plain(fact.value).length > FIELD_VALUE || isBlank(fact.label));
  if (isWordy) {
    return drawLines(
      facts.map((fact) => [{ span: "strong", text: `${fact.label}:` }, " ", orDash(fact.value)]),
      drawing,
    );
  }
  return facts.map((fact) => ({
    kind: "field",
    field: {
      name: escapeWithin(clip(visible(fact.label), LIMITS.fieldName / 2), LIMITS.fieldName),
      value: fitted(orDash(fact.value), LIMITS.fieldValue, drawing),
      inline: plain(fact.value).length <= SHORT_VALUE,
    },
  }));
}

const orDash = (value: Inline): Inline => (isBlank(value) ? "—" : value);

/**
 * Short text whole; long text as head, tail, length and hash, and all of it as a file. Back-ticks
 * that would end the block are shown as look-alikes, and whoever copies is pointed to the exact text.
 */
function drawCode(value: string | Untrusted, drawing: Drawing): readonly Piece[] {
  const raw = opened(value);
  if (raw.trim() === "") return [];
  const shown = raw.length > CODE_INLINE ? undefined : fencedCode(raw);
  if (shown !== undefined && shown.length <= CODE_INLINE) {
    const block = paragraph(fenced(shown));
    return isFenceProof(raw) ? [block] : [block, line(SMALL_PRINT + exactly(raw, drawing))];
  }
  const name = `output-${drawing.nextId()}.txt`;
  drawing.attach({ name, text: raw });
  const hash = createHash("sha256").update(raw).digest("hex");
  const size = raw.length.toLocaleString("en");
  return [
    paragraph(fenced(codeHead(raw, CODE_HEAD))),
    line(`${SMALL_PRINT}… ${size} characters in all, sha256 ${hash}; the whole is in ${name} …`),
    line(fenced(codeTail(raw, CODE_TAIL))),
  ];
}

function exactly(raw: string, drawing: Drawing): string {
  // Named by what it holds, so that a redrawn message has it once.
  const name = `exact-${createHash("sha256").update(raw).digest("hex").slice(0, HASH_IN_NAME)}.txt`;
  drawing.attach({ name, text: raw });
  return `Back-ticks are shown as ${HARMLESS_TICK} here; the exact text is in ${name}.`;
}

function drawFile(block: Block & { readonly kind: "file" }, drawing: Drawing): readonly Piece[] {
  const name = `📎 ${clip(plain(block.name), FILE_NAME)}`;
  if ("text" in block) {
    drawing.attach({ name: block.name, text: opened(block.text) });
    return [line(SMALL_PRINT + escapeMarkdown(name))];
  }
  const isThere = drawing.attach({ name: block.name, bytes: block.bytes });
  const size = sizeInWords(block.bytes.length) + (isThere ? "" : ", too large to be attached here");
  return [line(SMALL_PRINT + escapeMarkdown(`${name} (${size})`))];
}

/** The words stand with it: a reader may have pictures off, and a large card has no room for one. */
function drawImage(block: Block & { readonly kind: "image" }, drawing: Drawing): readonly Piece[] {
  const name = pictureName(block.name, drawing.nextId());
  const alt = clip(visible(plain(block.alt)), LIMITS.altText);
  const isThere = drawing.attach({ name, bytes: block.png, alt });
  const words = small(["🖼 ", block.alt], drawing);
  return isThere ? [words, { kind: "image", name }] : [words];
}

/** With several groups on one card, a mark says which buttons belong where. */
function drawButtons(buttons: readonly Button[], drawing: Drawing): readonly Piece[] {
  if (buttons.length === 0) return [];
  const mark = drawing.nextMark();
  const actions = buttons.map((button) => action(button, mark, drawing));
  drawing.offer({ kind: "buttons", actions });
  if (mark === "") return [];
  return [line(SMALL_PRINT + escapeMarkdown(actions.map(({ label }) => label).join(" · ")))];
}

function action({ label, press, style }: Button, mark: string, drawing: Drawing): Action {
  const words = clip(visible(plain(label)), LIMITS.buttonLabel - mark.length - 1).trim() || "…";
  return {
    label: mark === "" ? words : `${words} ${mark}`,
    token: drawing.seal(press),
    ...(style === undefined ? {} : { style }),
  };
}

/** The options in full as text, and buttons or menus to pick one. */
function drawChoice(prompt: string, options: readonly Option[], drawing: Drawing): readonly Piece[] {
  const lines = options.map((option): Inline => [
    "• ",
    { span: "strong", text: option.label },
    ...(option.detail === undefined ? [] : [" — ", option.detail]),
  ]);
  const listed = drawLines(isBlank(prompt) ? lines : [prompt, ...lines], drawing);
  if (options.length === 0) return listed;
  if (options.length <= CHOICE_BUTTONS) {
    const actions = options.map((option) =>
      action({ label: buttonLabel(option), press: option.press }, "", drawing),
    );
    drawing.offer({ kind: "buttons", actions });
    return listed;
  }
  const menu = options.map((option) => menuOption(option, drawing));
  for (let start = 0; start < menu.length; start += LIMITS.options) {
    drawing.offer({ kind: "menu", prompt, options: menu.slice(start, start + LIMITS.options) });
  }
  return listed;
}

/** Equal names are told apart by their detail. */
const buttonLabel = ({ label, detail }: Option): string =>
  detail === undefined ? plain(label) : `${plain(label)} · ${plain(detail)}`;

function menuOption(option: Option, drawing: Drawing): SelectOption {
  const label = clip(visible(plain(option.label)), LIMITS.optionText).trim() || "…";
  const detail = option.detail === undefined ? "" : visible(plain(option.detail)).trim();
  return {
    label,
    value: drawing.seal(option.press),
    ...(detail === "" ? {} : { description: clip(detail, LIMITS.optionText) }),
  };
}
