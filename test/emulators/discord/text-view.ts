/**
 * What a person reads in a message: every text in order, the labels that can be pressed, and
 * whatever would ping or link somebody, by Discord's own reading of Markdown.
 */
import type { Attachment, Json } from "./world.ts";

interface Shown {
  readonly content: string;
  readonly embeds: readonly Json[];
  readonly components: readonly Json[];
  readonly attachments?: readonly Attachment[];
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const words = (value: unknown): readonly string[] =>
  typeof value === "string" && value !== "" ? [value] : [];

/** Every text of a message as it was sent. */
export function rawTexts(shown: Shown): readonly string[] {
  return [
    ...words(shown.content),
    ...shown.embeds.flatMap((embed) => [
      ...words(embed["title"]),
      ...words(embed["description"]),
      ...listOf(embed["fields"]).flatMap((field) => [...words(field["name"]), ...words(field["value"])]),
      ...(isObject(embed["footer"]) ? words(embed["footer"]["text"]) : []),
    ]),
  ];
}

const CODE = /(```[\s\S]*?```|(?<!`)(`+)(?!`)[\s\S]*?[^`]\2(?!`))/;

/** Text in and outside of code, in turn. */
function parts(markdown: string): readonly { readonly text: string; readonly isCode: boolean }[] {
  const found: { text: string; isCode: boolean }[] = [];
  let rest = markdown;
  let plain = "";
  while (rest !== "") {
    const escaped = /^\\[^0-9A-Za-z\s]/.exec(rest)?.[0];
    const code = new RegExp(`^${CODE.source}`).exec(rest)?.[0];
    if (escaped === undefined && code !== undefined) {
      found.push({ text: plain, isCode: false }, { text: code, isCode: true });
      plain = "";
      rest = rest.slice(code.length);
    } else {
      const taken = escaped ?? rest.slice(0, 1);
      plain += taken;
      rest = rest.slice(taken.length);
    }
  }
  return [...found, { text: plain, isCode: false }];
}

/** As on the screen: marks taken away, escapes undone, moments in UTC. */
export const onScreen = (markdown: string): string =>
  parts(markdown)
    .map(({ text, isCode }) => (isCode ? withoutFence(text) : withoutMarks(text)))
    .join("");

const withoutFence = (code: string): string =>
  code.startsWith("```") ? code.slice(3, -3).replace(/^\n/, "") : code.replace(/^`+|`+$/g, "");

function withoutMarks(text: string): string {
  return text
    .replaceAll(/<t:(\d+)(?::\w)?>/g, (_whole, seconds: string) =>
      new Date(Number(seconds) * 1_000).toISOString(),
    )
    .replaceAll(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\((https?:[^)]*)\)/g, "$1")
    .replaceAll(/^-# /gm, "")
    .replaceAll(/(?<!\\)\*\*/g, "")
    .replaceAll(/\\([^0-9A-Za-z\s])/g, "$1");
}

/** Everything readable: texts, then the names of files. */
export function textOf(shown: Shown): string {
  const files = (shown.attachments ?? []).map(({ filename }) => filename);
  return [...rawTexts(shown).map(onScreen), ...files].join("\n");
}

/** Mentions, links, custom emoji and commands that Discord would make of the texts. */
export function activeTokens(shown: Shown): readonly string[] {
  return rawTexts(shown).flatMap((text) =>
    parts(text)
      .filter(({ isCode }) => !isCode)
      .flatMap(({ text: plain }) => {
        const live = plain.replaceAll(/\\[^0-9A-Za-z\s]/g, "\u0000");
        return [
          ...(live.match(/<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|\/[^>]+:\d+|id:\w+|https?:[^>]*)>/g) ?? []),
          ...(live.match(/@(?:everyone|here)\b/g) ?? []),
          ...(live.match(/\[[^\]]*\]\([^)]*\)/g) ?? []),
          ...(live.replaceAll(/\[[^\]]*\]\([^)]*\)/g, "").match(/(?:https?|steam|discord):\/\/[^\s<]+/g) ??
            []),
        ];
      }),
  );
}

export interface Pressable {
  readonly component: Json;
  readonly label: string;
}

export const pressables = (shown: Shown): readonly Pressable[] =>
  shown.components
    .flatMap((row) => listOf(row["components"]))
    .filter((component) => component["type"] === 2)
    .map((component) => ({ component, label: String(component["label"]) }));

export const labels = (shown: Shown): readonly string[] => pressables(shown).map(({ label }) => label);

export interface FoundOption {
  readonly component: Json;
  readonly value: string;
  readonly text: string;
}

export const options = (shown: Shown): readonly FoundOption[] =>
  shown.components
    .flatMap((row) => listOf(row["components"]))
    .filter((component) => component["type"] === 3)
    .flatMap((component) =>
      listOf(component["options"]).map((option) => ({
        component,
        value: String(option["value"]),
        text: [option["label"], option["description"]].filter(Boolean).join(" "),
      })),
    );
