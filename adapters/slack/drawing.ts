/** What the drawing functions share while one message is drawn: numbering, sealing, files, and lines of text. */
import type { Inline, Press } from "../../src/chat/card.ts";
import type { SlackBlock } from "./block-kit.ts";
import { section } from "./block-kit.ts";
import { mrkdwn } from "./inline.ts";
import { LIMITS } from "./limits.ts";

/** To be put into the message's thread: Slack attaches nothing to a message itself. */
export type NamedFile =
  | { readonly name: string; readonly text: string }
  /** `alt`: it is a picture, and this is what it shows. */
  | { readonly name: string; readonly bytes: Uint8Array; readonly alt?: string };

/** One for each message, so that numbers start anew and redrawing gives the same ids. */
export interface Drawing {
  /** The sealed token of a press; its value on buttons and options. */
  seal(press: Press): string;
  /** A number that no other element of the message has. */
  nextId(): number;
  /** Something was shortened: the whole card goes into a file. */
  shorten(): void;
  attach(file: NamedFile): void;
}

/** Markup within a length; what is cut is remembered. */
export function fitted(inline: Inline, max: number, drawing: Drawing): string {
  const { text, isCut } = mrkdwn(inline, max);
  if (isCut) drawing.shorten();
  return text;
}

/** Lines packed into as few sections as they fit; a line is never split between two. */
export function drawLines(lines: readonly Inline[], drawing: Drawing): readonly SlackBlock[] {
  const sections: string[] = [];
  for (const line of lines) {
    const text = fitted(line, LIMITS.sectionText, drawing);
    const last = sections.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= LIMITS.sectionText)
      sections[sections.length - 1] = `${last}\n${text}`;
    else sections.push(text);
  }
  return sections.map(section);
}

/** A code block of text that is escaped already. */
export const fenced = (escaped: string): SlackBlock => section(`\`\`\`\n${escaped}\n\`\`\``);
