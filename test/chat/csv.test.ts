import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, mono } from "../../src/chat/card.ts";
import { writeCsv } from "../../src/chat/csv.ts";
import { reveal, untrusted } from "../../src/lib/untrusted.ts";

const csv = (...cells: readonly string[]): string =>
  reveal(
    writeCsv(
      ["A"],
      cells.map((cell) => [untrusted(cell)]),
    ),
  );
const lines = (text: string): readonly string[] => text.split("\r\n").slice(1, -1);

describe("a table as CSV", () => {
  it("quotes what needs it, and writes moments whole", () => {
    const rows = [["a,b", mono('say "hi"'), at(0)]];
    expect(reveal(writeCsv(["One", "Two", "Three"], rows))).toBe(
      'One,Two,Three\r\n"a,b","say ""hi""",1970-01-01T00:00:00.000Z\r\n',
    );
  });

  it.each([
    ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ["-1+1", "'-1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["  =1+1", `'  =1+1`],
    ["\t=1+1", "' =1+1"],
    ["＝1+1", "'＝1+1"],
  ])("%j is text and no formula", (cell, expected) => {
    expect(lines(csv(cell))).toEqual([expected]);
  });

  it("leaves ordinary text alone", () => {
    expect(lines(csv("web-01", "10.0.0.1", "C:\\Users", "a@b.example"))).toEqual([
      "web-01",
      "10.0.0.1",
      "C:\\Users",
      "a@b.example",
    ]);
  });

  it("never lets a cell begin a formula, nor break out of its line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (cell) => {
        const [line = "", ...more] = lines(csv(cell));
        expect(more).toEqual([]);
        expect(line.replace(/^"/, "")).not.toMatch(/^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/);
      }),
    );
  });
});
