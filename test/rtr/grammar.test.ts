/** What may be sent to a host, what is refused before any call, and what is never shown again. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reveal, untrusted } from "../../src/lib/untrusted.ts";
import type { ScriptHelp } from "../../src/falcon/endpoints/rtr.ts";
import { CATALOGUE, platformOf, type Platform } from "../../src/rtr/catalogue.ts";
import { gateOf } from "../../src/rtr/grammar/gate.ts";
import { covered } from "../../src/rtr/cover.ts";
import { COVER, maskedRoughly, secretsIn } from "../../src/rtr/grammar/mask.ts";
import { readCommand, type Command } from "../../src/rtr/grammar/read-command.ts";
import { tokenize } from "../../src/rtr/grammar/tokens.ts";

const on = (platform: Platform, help: readonly ScriptHelp[] = []) => ({ platform, help });
const read = (line: string, platform: Platform = "windows") => readCommand(line, on(platform));

function good(line: string, platform: Platform = "windows"): Command {
  const reading = read(line, platform);
  if (!reading.ok) throw new Error(`${line}: ${reading.fault}`);
  return reading.command;
}

function fault(line: string, platform: Platform = "windows"): string {
  const reading = read(line, platform);
  if (reading.ok) throw new Error(`${line} is taken`);
  return reading.fault;
}

const script = (command: string, more: Partial<ScriptHelp> = {}): ScriptHelp => ({
  command,
  description: undefined,
  examples: undefined,
  isRunnable: true,
  isInternal: false,
  arguments: [],
  subCommands: [],
  ...more,
});

describe("the catalogue", () => {
  it("has an example for every command that its own grammar takes on each of its platforms", () => {
    for (const spec of CATALOGUE) {
      for (const platform of spec.platforms) {
        expect(good(spec.example, platform).base).toBe(spec.name);
      }
    }
  });

  it("lets only what looks run at once", () => {
    const atOnce = CATALOGUE.filter((spec) => gateOf(spec) === "at-once").map(({ name }) => name);
    expect(atOnce.join(", ")).toBe(
      "cat, cd, clear, csrutil, env, eventlog list, eventlog view, filehash, getsid, help, history, " +
        "ifconfig, ipconfig, ls, mount, netstat, ps, reg query, users",
    );
  });

  it("asks somebody else before anything is destroyed or run", () => {
    for (const line of [
      "rm C:\\x",
      "kill 4",
      "restart -Confirm",
      "reg delete HKLM\\X",
      "reg set HKLM\\X v -ValueType=REG_SZ -Value=1",
      "put tool.exe",
      'run "C:\\x.exe"',
      "runscript -Raw=```Get-Date```",
      'runscript -CloudFile="collect"',
      "update install KB1",
      "map Z: \\\\s\\share ana pw",
    ]) {
      expect([line, gateOf(good(line))]).toEqual([line, "proposal"]);
    }
  });

  it("raises what only looks until it has arguments", () => {
    expect(gateOf(good("mount", "linux"))).toBe("at-once");
    expect(gateOf(good("mount -t=ext4 /dev/sdb1 /mnt", "linux"))).toBe("responder");
    expect(gateOf(good("eventlog export System C:\\a.csv"))).toBe("responder");
  });
});

describe("a line", () => {
  it("keeps what is quoted together, backslashes as they are", () => {
    expect(good('ls "C:\\Program Files\\"').words.map(({ text }) => text)).toEqual(["C:\\Program Files\\"]);
    expect(good("ls '/var/my files'", "linux").words[0]?.text).toBe("/var/my files");
    expect(good("cat /home/o'brien/x", "linux").words[0]?.text).toBe("/home/o'brien/x");
  });

  it("goes to the host as it was typed", () => {
    const line = 'runscript -CloudFile="my script" -CommandLine=```-a "b"\n-c``` -Timeout=60';
    expect(good(line).line).toBe(line);
  });

  it.each([
    ['ls "C:\\Program Files', "double quote"],
    ["runscript -Raw=```Get-Date", "Three backticks"],
    ["ls\nrm C:\\x", "One command a line"],
    ['cat "a\nb"', "between three backticks"],
    ["ls \u0000", "control characters"],
    ["ls C:\\Program Files", "quotes around what contains spaces"],
    ["ls -Z", "no flags"],
    ["zip C:\\a C:\\b -x", "no flags"],
    ["rm C:\\x -force", "letter case"],
    ["rm C:\\x -Force=yes", "stands alone"],
    ["rm C:\\x -Force -Force", "twice"],
    ["cat", "needs a file"],
    ["kill abc", "whole number"],
    ["eventlog view Security 5000", "up to 500"],
    ["eventlog", "list, view, export, backup"],
    ["reg nuke HKLM", "query, set, delete"],
    ["runscript -Raw=```x``` -Timeout=999999", "1 to 600"],
    ["runscript -Raw=```x``` -Timeout=-5", "1 to 600"],
    ["runscript -Raw=```x``` -CloudFile=y", "exactly one of"],
    ["runscript", "exactly one of"],
    ["restart", "-Confirm"],
    ["sl C:\\", "nearest are"],
    ["ifconfig", "for macOS and Linux, and this host runs Windows"],
    ["", "no command"],
  ])("%j is refused with a sentence", (line, words) => {
    expect(fault(line)).toContain(words);
  });

  it("for another platform is refused, unless the host itself offers it", () => {
    expect(fault("reg query", "linux")).toContain("Windows");
    expect(readCommand("users", on("windows", [script("users")])).ok).toBe(true);
  });

  it("that only the host knows is asked for, not run at once", () => {
    const reading = readCommand("newthing", on("linux", [script("newthing")]));
    expect(reading.ok && gateOf(reading.command)).toBe("proposal");
  });

  it("never makes the reader throw, and is never changed on its way to the host", () => {
    const words = fc.oneof(
      fc.constantFrom(
        "ls",
        "reg",
        "query",
        '"',
        "```",
        "-Force",
        "-Raw=",
        "\n",
        "map",
        "Z:",
        "'",
        "\\",
        "-",
        "=",
      ),
      fc.string({ maxLength: 12, unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), fc.constantFrom(" ", ""), (parts, glue) => {
        const line = parts.join(glue);
        const reading = read(line);
        if (reading.ok) expect(reading.command.line).toBe(line.trim());
        else expect(reading.fault).not.toBe("");
      }),
      { numRuns: 1_000 },
    );
  });

  it("is cut into words whose places are where they stand", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9\\:/.]{1,8}$/), { maxLength: 8 }), (parts) => {
        const line = parts.join("  ");
        const cut = tokenize(line);
        expect(cut.ok && cut.tokens.map(({ from, to }) => line.slice(from, to))).toEqual(parts);
      }),
    );
  });
});

describe("a password", () => {
  it("of map is covered where it stands", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9!%&()*+,.;<>@^_{|}~]{8,20}$/);
    fc.assert(
      fc.property(secret, fc.constantFrom("", '"'), (password, quote) => {
        const { shown, line } = good(`map Z: \\\\srv\\share ana ${quote}${password}${quote}`);
        expect(line).toContain(password);
        expect(shown).toBe(`map Z: \\\\srv\\share ana ${COVER}`);
      }),
    );
  });

  it("is covered also in a line that is refused", () => {
    expect(maskedRoughly("map Z: \\\\srv\\share ana S3cret! too many")).toBe(
      `map Z: \\\\srv\\share ana ${COVER}`,
    );
    expect(maskedRoughly('map Z: "\\\\srv ana S3cret!')).not.toContain("S3cret!");
    expect(maskedRoughly("ls C:\\")).toBe("ls C:\\");
  });

  it("is covered in what the host prints as well", () => {
    const secrets = secretsIn('map Z: \\\\srv\\share ana "S3 cret!"');
    expect(secrets).toEqual(["S3 cret!"]);
    expect(reveal(covered(untrusted("map ... S3 cret! done"), secrets))).toBe(`map ... ${COVER} done`);
    expect([secretsIn("ls C:\\"), secretsIn("map Z: \\\\srv\\share")]).toEqual([[], []]);
  });

  it("that looks like a token is covered in any command", () => {
    expect(good("cat xoxb-123456789-abcdefghijkl").shown).not.toContain("123456789");
  });
});

it("platforms are known by the names that hosts and Falcon give them", () => {
  expect(["Windows", "Mac", "macOS", "Linux", "plan9", undefined].map((name) => platformOf(name))).toEqual([
    "windows",
    "mac",
    "mac",
    "linux",
    undefined,
    undefined,
  ]);
});
