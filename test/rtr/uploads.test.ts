/** Scripts that are handed in as files: which can be run, which one a line means, and the line that runs it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { untrusted } from "../../src/lib/untrusted.ts";
import { readCommand } from "../../src/rtr/grammar/read-command.ts";
import { choose, lineWith, scriptLine } from "../../src/rtr/uploads/chosen.ts";
import { MOST_SCRIPT_BYTES, readScript } from "../../src/rtr/uploads/script-file.ts";
import { rtrUploadRow } from "../fixtures/rtr-rows.ts";

const WINDOWS = { platform: "windows", help: [] } as const;

describe("a file", () => {
  it.each([
    ["nothing", Buffer.alloc(0), "is empty"],
    ["space alone", Buffer.from(" \r\n"), "nothing but space"],
    ["UTF-16", Buffer.from("Get-Process", "utf16le"), "UTF-16"],
    ["a byte order mark", Buffer.from("\uFEFFGet-Process"), "byte order mark"],
    ["broken UTF-8", Buffer.from([0x41, 0xc3, 0x28]), "not UTF-8"],
    ["escapes", Buffer.from("echo \u001b[2J"), "control characters"],
    ["three backticks", Buffer.from("echo ```"), "three backticks"],
    ["more than fits", Buffer.alloc(MOST_SCRIPT_BYTES + 1, "x"), "larger than 48 KiB"],
  ])("of %s is refused with a reason", (_name, bytes, why) => {
    expect(readScript(bytes)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });

  it("that is taken is the very same bytes in the line that runs it", () => {
    const letters = fc.string({ unit: "binary", minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        letters,
        fc.constantFrom("runscript", "runscript -File=x.ps1 -Timeout=60"),
        (text, line) => {
          const bytes = Buffer.from(text);
          const script = readScript(bytes);
          fc.pre(script.ok && bytes.equals(Buffer.from(script.text)));
          const read = scriptLine(line);
          const reading = readCommand(lineWith(line, read!, script.ok ? script.text : ""), WINDOWS);
          expect(reading).toMatchObject({ ok: true, command: { base: "runscript", tier: "admin" } });
          const raw = reading.ok ? reading.command.words.find(({ flag }) => flag === "-Raw")?.value : "";
          expect(Buffer.from(raw ?? "").equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a line", () => {
  const ours = rtrUploadRow({ name: untrusted("collect.ps1"), content: "Get-Process" });
  const older = rtrUploadRow({ id: "older", name: untrusted("collect.ps1"), content: "old" });
  const kept = { outcome: "kept", upload: ours } as const;

  it.each(['runscript -CloudFile="x"', "runscript -Raw=```ls```", "runscript x", "ls", 'runscript "'])(
    "%j means no file",
    (line) => {
      expect(scriptLine(line)).toBeUndefined();
    },
  );

  it("that names no file means the only one that came with it", () => {
    const line = scriptLine("runscript -Timeout=60")!;
    expect(choose(line, [kept], [ours])).toEqual({ outcome: "one", upload: ours });
    expect(choose(line, [kept, kept], [ours])).toMatchObject({ outcome: "none" });
    expect(choose(line, [], [ours])).toEqual({ outcome: "unnamed" });
  });

  it("that names a file means the newest of that name, and never another one", () => {
    const line = scriptLine('runscript -File="collect.ps1"')!;
    expect(choose(line, [], [ours, older])).toEqual({ outcome: "one", upload: ours });
    expect(choose(scriptLine("runscript -File=collect")!, [], [ours])).toMatchObject({ outcome: "none" });
    expect(choose(scriptLine("runscript -File")!, [kept], [ours])).toMatchObject({ outcome: "none" });
  });

  it("keeps its other words when the text takes the place of the name", () => {
    for (const [line, whole] of [
      ["runscript", "runscript -Raw=```ls```"],
      ["runscript -Timeout=60", "runscript -Raw=```ls``` -Timeout=60"],
      ['runscript -File="a b.ps1" -CommandLine="-x y"', 'runscript -Raw=```ls``` -CommandLine="-x y"'],
      ["runscript -Timeout=9 -File=a.sh", "runscript -Timeout=9 -Raw=```ls```"],
    ] as const)
      expect(lineWith(line, scriptLine(line)!, "ls")).toBe(whole);
  });
});
