/**
 * What a person reads in a message or view, as plain data: every text in order, the labels
 * that can be pressed, and whatever would ping or link somebody.
 */
import type { Json } from "./block-kit.ts";
import { elementsOf } from "./block-kit.ts";

interface Shown {
  readonly text?: string;
  readonly blocks: readonly Json[];
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

interface TextPart {
  readonly type: string;
  readonly text: string;
}

/** Text objects anywhere inside, in reading order. */
function textParts(value: unknown): readonly TextPart[] {
  if (Array.isArray(value)) return value.flatMap(textParts);
  if (!isObject(value)) return [];
  const own =
    (value["type"] === "plain_text" || value["type"] === "mrkdwn") && typeof value["text"] === "string"
      ? [{ type: value["type"], text: value["text"] }]
      : [];
  return own.length > 0 ? own : Object.values(value).flatMap(textParts);
}

/** Entities decoded and date tokens replaced by their fallback, as on the screen. */
export function onScreen(mrkdwn: string): string {
  return mrkdwn
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, "$1")
    .replaceAll(/<(?:https?:[^|>]*)\|([^>]*)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** Everything readable: blocks first, then the notification text. */
export function textOf(shown: Shown): string {
  const parts = textParts(shown.blocks).map((part) =>
    part.type === "mrkdwn" ? onScreen(part.text) : part.text,
  );
  return [...parts, ...(shown.text === undefined ? [] : [onScreen(shown.text)])].join("\n");
}

/** Mentions, broadcasts and links that Slack would act on. Dates are harmless and left out. */
export function activeTokens(shown: Shown): readonly string[] {
  const marked = textParts(shown.blocks)
    .filter((part) => part.type === "mrkdwn")
    .map((part) => part.text);
  return [...marked, shown.text ?? ""].flatMap((text) =>
    (text.match(/<[^>]*>?/g) ?? []).filter((token) => !token.startsWith("<!date^")),
  );
}

export interface Pressable {
  readonly block: Json;
  readonly element: Json;
  readonly label: string;
}

/** Buttons by their label; a select's options are found through `options`. */
export function pressables(shown: Shown): readonly Pressable[] {
  return shown.blocks.flatMap((block) =>
    elementsOf(block).map((element) => ({
      block,
      element,
      label: isObject(element["text"]) ? String(element["text"]["text"]) : "",
    })),
  );
}

export const labels = (shown: Shown): readonly string[] =>
  pressables(shown)
    .map((found) => found.label)
    .filter((label) => label !== "");

export interface FoundOption {
  readonly block: Json;
  readonly element: Json;
  readonly option: Json;
  readonly text: string;
}

export function options(shown: Shown): readonly FoundOption[] {
  return pressables(shown).flatMap(({ block, element }) => {
    const listed = Array.isArray(element["options"]) ? element["options"].filter(isObject) : [];
    return listed.map((option) => ({
      block,
      element,
      option,
      text: textParts(option)
        .map((t) => t.text)
        .join(" "),
    }));
  });
}
