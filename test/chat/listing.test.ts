import { describe, expect, it } from "vitest";
import { readCursor, writeCursor } from "../../src/chat/cursor.ts";
import { listingCard, type Listing } from "../../src/chat/listing.ts";
import { offsetPage, startOf, tokenPage } from "../../src/chat/paging.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { buttonsOf, wordsOf } from "../bot/card-words.ts";

const NOW = Date.parse("2026-01-05T09:00:00Z");

interface Row {
  readonly name: string;
}

const listing = (changes: Partial<Listing<Row>> = {}): Listing<Row> => ({
  rows: [{ name: "one" }, { name: "two" }],
  total: 5,
  skipped: 0,
  next: { asOf: NOW, skipped: 2, token: "abc=" },
  command: "things",
  args: { limit: 2, days: undefined, text: "x" },
  noun: { one: "thing", many: "things" },
  asked: ["all of them", untrusted("<!channel>")],
  order: "newest first",
  columns: [
    { name: "Name", cell: ({ name }) => untrusted(name) },
    { name: "Length", cell: ({ name }) => String(name.length), inFilesOnly: true },
  ],
  ...changes,
});

describe("a page of a look-up", () => {
  it("says how many there are, and which of them are shown", () => {
    expect(wordsOf(listingCard(listing())).split("\n")[0]).toBe("5 things, 1 to 2 shown");
    expect(wordsOf(listingCard(listing({ total: 2, next: undefined }))).split("\n")[0]).toBe("2 things");
    const later = listing({ skipped: 2, next: undefined });
    expect(wordsOf(listingCard(later)).split("\n")[0]).toBe("5 things, 3 to 4 shown");
  });

  it("carries the cursor and what was asked to the next page", () => {
    const [next] = buttonsOf(listingCard(listing()));
    expect(next).toMatchObject({ label: "Next page", press: { command: "things", as: "run" } });
    expect(next?.press.args).toEqual({
      limit: "2",
      text: "x",
      cursor: writeCursor({ asOf: NOW, skipped: 2, token: "abc=" }),
    });
  });

  it("offers no next page on the last", () => {
    expect(buttonsOf(listingCard(listing({ next: undefined }))).map(({ label }) => label)).toEqual([
      "CSV",
      "JSON",
    ]);
  });

  it("says what was asked when nothing was found", () => {
    const none = listingCard(listing({ rows: [], total: 0, next: undefined }));
    expect(wordsOf(none)).toBe("No things\nNone found: all of them, <!channel>.");
    expect(none.data).toMatchObject({ total: 0, things: [], next: null });
  });

  it("as CSV has the further columns, and as JSON the records", () => {
    const csv = listingCard(listing({ export: "csv", next: undefined }));
    expect(csv.blocks.find(({ kind }) => kind === "file")).toMatchObject({ name: "things.csv" });
    expect(wordsOf(csv)).toContain("Name,Length\r\none,3\r\ntwo,3");
    const json = listingCard(listing({ export: "json", next: undefined }));
    expect(wordsOf(json)).toContain('"name": "one"');
    expect(buttonsOf(csv)).toEqual([]);
  });

  it("as a file shows ten rows, has all of them, and goes on as a file", () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ name: `thing-${index}` }));
    const card = listingCard(listing({ rows, total: 60, export: "csv" }));
    const table = card.blocks.find((block) => block.kind === "table");
    expect(table?.kind === "table" && table.rows).toHaveLength(10);
    expect(wordsOf(card)).toContain("thing-29,8");
    expect(buttonsOf(card).map(({ press }) => press.args["export"])).toEqual(["csv"]);
  });
});

describe("a cursor", () => {
  it.each([
    { asOf: NOW, skipped: 0 },
    { asOf: NOW, skipped: 9_999 },
    { asOf: NOW, skipped: 20, token: "eyJhIjoiYi5jIn0=/+.x" },
  ])("is read back as it was written", (cursor) => {
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });

  it.each(["", "2", "a.b", "next page", "mwynn3ka.5.a b", "MWYNN3KA.5"])("is not %j", (written) => {
    expect(readCursor(written)).toBeUndefined();
  });
});

describe("paging", () => {
  const rows = ["a", "b"];
  it("by token ends without one, and when all were seen", () => {
    const start = startOf(undefined, NOW);
    expect(tokenPage({ rows, total: 5, after: "t" }, start).next).toEqual({
      asOf: NOW,
      skipped: 2,
      token: "t",
    });
    expect(tokenPage({ rows, total: 5, after: undefined }, start).next).toBeUndefined();
    expect(tokenPage({ rows, total: 2, after: "t" }, start).next).toBeUndefined();
  });

  it("by offset goes on over rows that could not be read, and no deeper than the services do", () => {
    const start = startOf(undefined, NOW);
    expect(offsetPage({ rows: [], total: 5 }, start, 2).next).toEqual({ asOf: NOW, skipped: 2 });
    expect(offsetPage({ rows, total: 2 }, start, 2).next).toBeUndefined();
    expect(offsetPage({ rows, total: 90_000 }, { asOf: NOW, skipped: 9_999 }, 2).next).toBeUndefined();
  });

  it("keeps the moment of the first page", () => {
    expect(startOf({ asOf: 7, skipped: 3 }, NOW)).toEqual({ asOf: 7, skipped: 3 });
  });
});
