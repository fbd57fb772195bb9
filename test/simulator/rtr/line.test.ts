import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLine } from "../../../src/simulator/rtr/line.ts";
import { parentOf, resolvePath } from "../../../src/simulator/rtr/paths.ts";
import { readSyntax } from "../../../src/simulator/rtr/syntax.ts";

const read = (text: string) => {
  const line = readLine(text);
  return line && { words: line.words, flags: Object.fromEntries(line.flags) };
};

describe("a command line", () => {
  it.each([
    ["ls", ["ls"], {}],
    ["  ls   C:\\Windows  ", ["ls", "C:\\Windows"], {}],
    ['ls "C:\\Program Files"', ["ls", "C:\\Program Files"], {}],
    ["cat '/tmp/a b' -ShowHex", ["cat", "/tmp/a b"], { showhex: "" }],
    ["cat it's.txt", ["cat", "it's.txt"], {}],
    [
      "runscript -CloudFile='my script' -Timeout=60",
      ["runscript"],
      { cloudfile: "my script", timeout: "60" },
    ],
    ["runscript -Raw=```echo 'a b'; dir```", ["runscript"], { raw: "echo 'a b'; dir" }],
    ['rm "-Force"', ["rm", "-Force"], {}],
    ["tar -c logs -f=out.tar", ["tar", "logs"], { c: "", f: "out.tar" }],
  ])("%s has words and flags", (text, words, flags) => {
    expect(read(text)).toEqual({ words, flags });
  });

  it.each(['ls "C:\\Program', "cat '/tmp/a", "runscript -Raw=```echo"])("%s is never closed", (text) => {
    expect(read(text)).toBeUndefined();
  });

  it("takes anything between fences as it is", () => {
    fc.assert(
      fc.property(
        fc.string().filter((script) => !script.includes("`")),
        (script) => {
          expect(read(`runscript -Raw=\`\`\`${script}\`\`\``)?.flags["raw"]).toBe(script);
        },
      ),
    );
  });
});

describe("a path", () => {
  it.each([
    ["C:\\Users", "..", "C:\\"],
    ["C:\\Users", "Public\\a.txt", "C:\\Users\\Public\\a.txt"],
    ["C:\\Users", "\\Windows", "C:\\Windows"],
    ["C:\\Users", "c:/windows/./system32/", "C:\\windows\\system32"],
    ["C:\\", "..\\..\\x", "C:\\x"],
  ])("in %s, %s is %s", (directory, written, path) => {
    expect(resolvePath("Windows", directory, written)).toBe(path);
  });

  it.each([
    ["/var/log", "../www//html/", "/var/www/html"],
    ["/", "../../etc", "/etc"],
    ["/home", "/tmp", "/tmp"],
  ])("in %s, %s is %s", (directory, written, path) => {
    expect(resolvePath("Linux", directory, written)).toBe(path);
  });

  it("knows what it lies in", () => {
    expect(parentOf("Windows", "C:\\Users")).toBe("C:\\");
    expect(parentOf("Windows", "C:\\Users\\Public")).toBe("C:\\Users");
    expect(parentOf("Mac", "/tmp")).toBe("/");
    expect(parentOf("Linux", "/var/log/syslog")).toBe("/var/log");
  });
});

it("a syntax tells what is required, and what is a flag", () => {
  const { positional, flags } = readSyntax("<path> [key] [-Force] -Name=<value>");
  expect(positional.map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ["path", true],
    ["key", false],
  ]);
  expect(flags.map(({ name, isRequired, takesValue }) => [name, isRequired, takesValue])).toEqual([
    ["Force", false, false],
    ["Name", true, true],
  ]);
});
