/** What a session prints in a shell: to a person made visible, into a pipe exactly as it came. */
import { visibleLines } from "../../src/chat/visible.ts";
import { reveal, type Untrusted } from "../../src/lib/untrusted.ts";

/** Where a session's output goes; `isTerminal` when a person reads it. */
export interface Screen {
  readonly isTerminal: boolean;
  readonly write: (bytes: string | Uint8Array) => void;
  /** What belongs to the conversation and not to its answers: prompts where lines come from a pipe. */
  readonly aside: (text: string) => void;
}

const LINE_FEED = 10;

/** Into a pipe byte for byte, with a line feed at the end where there is none. */
export function printBytes({ isTerminal, write }: Screen, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  if (!isTerminal) {
    write(bytes);
    if (bytes.at(-1) !== LINE_FEED) write("\n");
    return;
  }
  const text = visibleLines(new TextDecoder().decode(bytes));
  write(text.endsWith("\n") ? text : `${text}\n`);
}

/** `HOST C:\dir> `, and how many commands wait until somebody else agrees. */
export const promptText = (hostname: Untrusted, directory: Untrusted, waiting = 0): string => {
  const asked = waiting === 0 ? "" : ` [${waiting} waiting for approval]`;
  return `${oneLine(hostname)} ${oneLine(directory)}${asked}> `;
};

/** Line breaks show as `⏎`: a path must not fake a prompt. */
export const oneLine = (text: Untrusted): string => visibleLines(reveal(text)).replaceAll(/[\r\n]+/g, "⏎");
