/**
 * A prompt in a terminal, or lines from a pipe: one line at a time, in order. Knows nothing of
 * what a line means. Ctrl-C is a word to whoever runs the line, never the end of the process.
 */
import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";

interface PromptParts {
  readonly input: Readable;
  readonly output: Writable;
  /** A person types; else lines come from a pipe and nothing is echoed. */
  readonly isTerminal: boolean;
  /** Newest first. */
  readonly history: readonly string[];
  readonly prompt: () => string;
  /** What the last word of the line may become, whole. */
  readonly complete: (
    line: string,
  ) => Promise<{ readonly word: string; readonly candidates: readonly string[] }>;
  /** False ends it. */
  readonly submit: (line: string) => Promise<boolean>;
  /** Ctrl-C: true when something was running and is being stopped. */
  readonly interrupt: () => boolean;
  /** Every line, before it is run; what of it may be kept is the receiver's to judge. */
  readonly remember: (line: string) => void;
}

export interface Prompt {
  /** Ends with the last line, `exit`, or Ctrl-D. */
  readonly over: Promise<void>;
  /** Prints above the prompt without losing what is being typed. */
  say(text: string): void;
  close(): void;
}

/** What the line editor is told of the candidates. */
type Offer = (error: null, found: [string[], string]) => void;

const HISTORY_LENGTH = 500;

/** Lines that come in while one runs wait for it. */
export function openPrompt(parts: PromptParts): Prompt {
  const { input, output, isTerminal } = parts;
  const lines = createInterface({
    input,
    terminal: isTerminal,
    ...(isTerminal ? { output } : {}),
    history: [...parts.history],
    historySize: HISTORY_LENGTH,
    removeHistoryDuplicates: true,
    completer: (line: string, done: Offer) => void offer(line, done),
  });
  lines.on("SIGINT", () => {
    if (parts.interrupt()) return;
    output.write("^C\n");
    clearLine(lines);
    show();
  });

  async function offer(line: string, done: Offer): Promise<void> {
    // What cannot be completed is typed on.
    const nothing = { word: line, candidates: [] };
    const { word, candidates } = await parts.complete(line).catch(() => nothing);
    done(null, [[...candidates], word]);
  }

  let isBusy = false;
  let isOver = false;
  lines.on("close", () => (isOver = true));
  const show = (): void => {
    if (!isTerminal) return;
    lines.setPrompt(parts.prompt());
    lines.prompt();
  };

  async function run(): Promise<void> {
    show();
    for await (const line of lines) {
      if (line.trim() !== "") {
        parts.remember(line);
        isBusy = true;
        const goesOn = await parts.submit(line);
        isBusy = false;
        if (!goesOn) return lines.close();
      }
      show();
    }
    // Ended in the middle of a line, by Ctrl-D or from outside: what follows begins a new one.
    if (isTerminal) output.write("\n");
  }

  return {
    over: run(),
    say(text) {
      const isTyping = isTerminal && !isBusy && !isOver;
      if (isTyping) {
        // A long line has wrapped: from its first row on it is taken away, and drawn again below.
        const { rows } = lines.getCursorPos();
        moveCursor(output, 0, -rows);
        cursorTo(output, 0);
        clearScreenDown(output);
      }
      output.write(text.endsWith("\n") ? text : `${text}\n`);
      if (isTyping) {
        lines.setPrompt(parts.prompt());
        lines.prompt(true);
      }
    },
    close: () => lines.close(),
  };
}

/** What was typed and not sent is thrown away. */
function clearLine(lines: Interface): void {
  lines.write(null, { ctrl: true, name: "e" });
  lines.write(null, { ctrl: true, name: "u" });
}
