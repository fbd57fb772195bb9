/** The prompt as a terminal sees it: what is typed is kept, whatever is printed above it. */
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, it, onTestFinished, vi } from "vitest";
import { openPrompt } from "../../../adapters/terminal/prompt.ts";

const CTRL_C = "\u0003";

function openTerminal(options: { readonly isRunning?: boolean } = {}) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let printed = "";
  output.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const lines: string[] = [];
  let interrupts = 0;
  const prompt = openPrompt({
    input,
    output,
    isTerminal: true,
    history: [],
    prompt: () => "WIN-01> ",
    complete: async () => ({ word: "", candidates: [] }),
    async submit(line) {
      lines.push(line);
      return line !== "exit";
    },
    interrupt() {
      interrupts += 1;
      return options.isRunning === true;
    },
    remember: () => undefined,
  });
  onTestFinished(() => prompt.close());
  /** The last row that is on the screen. */
  const row = (): string =>
    stripVTControlCharacters(printed)
      .split(/[\r\n]/)
      .at(-1) ?? "";
  return {
    prompt,
    type: (text: string) => input.write(text),
    lines,
    row,
    printed: () => printed,
    interrupts: () => interrupts,
  };
}

it("a result that comes later stands above the line that is being typed, which goes on", async () => {
  const terminal = openTerminal();
  terminal.type("ls C:\\Us");
  await vi.waitFor(() => expect(terminal.row()).toBe("WIN-01> ls C:\\Us"));
  terminal.prompt.say("> rm evil.exe\nSuccessfully removed evil.exe");
  await vi.waitFor(() => expect(terminal.printed()).toContain("Successfully removed evil.exe\n"));
  await vi.waitFor(() => expect(terminal.row()).toBe("WIN-01> ls C:\\Us"));
  terminal.type("ers\r");
  await vi.waitFor(() => expect(terminal.lines).toEqual(["ls C:\\Users"]));
});

it("Ctrl-C throws away what was typed, and the prompt goes on", async () => {
  const terminal = openTerminal();
  terminal.type(`rm all of it${CTRL_C}`);
  await vi.waitFor(() => expect(terminal.interrupts()).toBe(1));
  terminal.type("ps\r");
  await vi.waitFor(() => expect(terminal.lines).toEqual(["ps"]));
});

it("Ctrl-D ends it, and what follows begins a new line", async () => {
  const terminal = openTerminal();
  terminal.type("\u0004");
  await terminal.prompt.over;
  await vi.waitFor(() => expect(terminal.printed()).toMatch(/WIN-01> .*\n$/));
  expect(terminal.lines).toEqual([]);
});

it("what comes after the end is printed, without a prompt", async () => {
  const terminal = openTerminal();
  terminal.type("exit\r");
  await terminal.prompt.over;
  terminal.prompt.say("> rm evil.exe\ndropped: the session was closed");
  await vi.waitFor(() => expect(terminal.printed()).toMatch(/the session was closed\n$/));
});
