/** Each kind of card block as Slack blocks. Limits are kept here; the whole message's in `render.ts`. */
import { createHash } from "node:crypto";
import type { Block, Button, Fact, Inline, Option } from "../../src/chat/card.ts";
import type { Untrusted } from "../../src/lib/untrusted.ts";
import { sizeInWords } from "../../src/chat/size.ts";
import { clip, visible } from "../../src/chat/visible.ts";
import type { ButtonElement, SelectOption, SlackBlock } from "./block-kit.ts";
import { marked, plainText, section, small } from "./block-kit.ts";
import type { Drawing } from "./drawing.ts";
import { drawLines, fenced, fitted } from "./drawing.ts";
import {
  escapedHead,
  escapedTail,
  escapeMrkdwn,
  fencedCode,
  HARMLESS_TICK,
  isFenceProof,
  opened,
} from "./escape.ts";
import { plain } from "../../src/chat/words.ts";
import { CHOICE_BUTTONS, CODE_HEAD, CODE_INLINE, CODE_TAIL, LIMITS } from "./limits.ts";
import { drawTable } from "./table.ts";

/** A value up to this long stands in a column, a longer one on a line of its own. */
const SHORT_VALUE = 60;
const FILE_NAME = 200;
const HASH_IN_NAME = 8;

/** Never more than a limit allows; what had to be cut is told through `drawing.shorten`. */
export function drawBlock(block: Block, drawing: Drawing): readonly SlackBlock[] {
  switch (block.kind) {
    case "text":
      return plain(block.text).trim() === ""
        ? []
        : [section(fitted(block.text, LIMITS.sectionText, drawing))];
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
      return plain(block.text).trim() === "" ? [] : [small(fitted(block.text, LIMITS.contextText, drawing))];
    case "divider":
      return [{ type: "divider" }];
    case "buttons":
      return drawButtons(block.buttons.map((button) => drawButton(button, drawing)));
    case "choice":
      return drawChoice(block.prompt, block.options, drawing);
    case "image":
      return drawImage(block, drawing);
    case "file":
    default:
      return drawFile(block, drawing);
  }
}

function drawFacts(facts: readonly Fact[], drawing: Drawing): readonly SlackBlock[] {
  if (facts.some((fact) => plain(fact.value).length > SHORT_VALUE)) {
    return drawLines(
      facts.map((fact) => [{ span: "strong", text: `${fact.label}:` }, " ", orDash(fact.value)]),
      drawing,
    );
  }
  const fields = facts.map((fact) => {
    const line: Inline = [{ span: "strong", text: fact.label }, "\n", orDash(fact.value)];
    return marked(fitted(line, LIMITS.fieldText, drawing));
  });
  return chunks(fields, LIMITS.fields).map((chunk) => ({ type: "section", fields: chunk }));
}

const orDash = (value: Inline): Inline => (plain(value).trim() === "" ? "—" : value);

/**
 * Short text whole; long text as head, tail, length and hash, and all of it as a file. Back-ticks
 * that would end the block are shown as look-alikes, and whoever copies is pointed to the exact text.
 */
function drawCode(value: string | Untrusted, drawing: Drawing): readonly SlackBlock[] {
  const raw = opened(value);
  if (raw.trim() === "") return [];
  const shown = raw.length > CODE_INLINE ? undefined : escapeMrkdwn(fencedCode(raw));
  if (shown !== undefined && shown.length <= CODE_INLINE)
    return isFenceProof(raw) ? [fenced(shown)] : [fenced(shown), small(exactly(raw, drawing))];
  const name = `output-${drawing.nextId()}.txt`;
  drawing.attach({ name, text: raw });
  // Only the ends are shown: making the middle visible would be work for nothing.
  const head = fencedCode(raw.slice(0, CODE_HEAD));
  const tail = fencedCode(raw.slice(-CODE_TAIL));
  const hash = createHash("sha256").update(raw).digest("hex");
  return [
    fenced(escapedHead(head, CODE_HEAD)),
    small(
      `… ${raw.length.toLocaleString("en")} characters in all, sha256 ${hash}; the whole is in ${name} …`,
    ),
    fenced(escapedTail(tail, CODE_TAIL)),
  ];
}

function exactly(raw: string, drawing: Drawing): string {
  // Named by what it holds, so that a redrawn message has it once.
  const name = `exact-${createHash("sha256").update(raw).digest("hex").slice(0, HASH_IN_NAME)}.txt`;
  drawing.attach({ name, text: raw });
  return `Back-ticks are shown as ${HARMLESS_TICK} here; the exact text is in ${name}.`;
}

function drawFile(block: Block & { readonly kind: "file" }, drawing: Drawing): readonly SlackBlock[] {
  const name = `📎 ${clip(plain(block.name), FILE_NAME)}`;
  if ("text" in block) {
    drawing.attach({ name: block.name, text: opened(block.text) });
    return [small(escapeMrkdwn(name))];
  }
  const { length } = block.bytes;
  if (length <= LIMITS.fileBytes) drawing.attach({ name: block.name, bytes: block.bytes });
  const note = length <= LIMITS.fileBytes ? "" : ", too large to be attached here";
  return [small(escapeMrkdwn(`${name} (${sizeInWords(length)}${note})`))];
}

/** The picture itself stands in the thread; its words are for those who only read, or listen. */
function drawImage(block: Block & { readonly kind: "image" }, drawing: Drawing): readonly SlackBlock[] {
  const alt = clip(visible(plain(block.alt)), LIMITS.altText);
  if (block.png.length <= LIMITS.fileBytes) drawing.attach({ name: block.name, bytes: block.png, alt });
  return [
    small(fitted(["🖼 ", clip(plain(block.name), FILE_NAME), ": ", block.alt], LIMITS.contextText, drawing)),
  ];
}

function drawButton(button: Button, drawing: Drawing): ButtonElement {
  return {
    type: "button",
    action_id: `press-${drawing.nextId()}`,
    text: plainText(clip(visible(plain(button.label)), LIMITS.buttonLabel)),
    value: drawing.seal(button.press),
    ...(button.style === undefined ? {} : { style: button.style }),
  };
}

const drawButtons = (elements: readonly ButtonElement[]): readonly SlackBlock[] =>
  chunks(elements, LIMITS.buttonsPerBlock).map((chunk) => ({ type: "actions", elements: chunk }));

/** The options in full as text, and buttons or a menu to pick one. */
function drawChoice(prompt: string, options: readonly Option[], drawing: Drawing): readonly SlackBlock[] {
  const lines = options.map((option): Inline => [
    "• ",
    { span: "strong", text: option.label },
    ...(option.detail === undefined ? [] : [" — ", option.detail]),
  ]);
  const listed = drawLines([prompt, ...lines], drawing);
  if (options.length === 0) return listed;
  if (options.length <= CHOICE_BUTTONS) {
    const buttons = options.map((option) =>
      drawButton({ label: buttonLabel(option), press: option.press }, drawing),
    );
    return [...listed, ...drawButtons(buttons)];
  }
  if (options.length > LIMITS.options) drawing.shorten();
  const menu: SlackBlock = {
    type: "actions",
    elements: [
      {
        type: "static_select",
        action_id: `choose-${drawing.nextId()}`,
        placeholder: plainText(clip(visible(prompt), LIMITS.placeholder)),
        options: options.slice(0, LIMITS.options).map((option) => menuOption(option, drawing)),
      },
    ],
  };
  return [...listed, menu];
}

/** Equal names are told apart by their detail. */
const buttonLabel = ({ label, detail }: Option): string =>
  detail === undefined ? plain(label) : `${plain(label)} · ${plain(detail)}`;

const menuOption = (option: Option, drawing: Drawing): SelectOption => ({
  text: plainText(clip(visible(plain(option.label)), LIMITS.optionText)),
  value: drawing.seal(option.press),
  ...(option.detail === undefined || plain(option.detail).trim() === ""
    ? {}
    : { description: plainText(clip(visible(plain(option.detail)), LIMITS.optionText)) }),
});

export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
