import { describe, expect, it } from "vitest";
import { renderMessage } from "../../../adapters/discord/render.ts";
import type { Block, Card } from "../../../src/chat/card.ts";
import {
  ago,
  buttons,
  card,
  code,
  facts,
  link,
  list,
  mono,
  note,
  runs,
  strong,
  text,
  toned,
} from "../../../src/chat/card.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { activeTokens, labels, messageFaults, options, textOf } from "../../emulators/discord/index.ts";
import { HOSTILE } from "./hostile.ts";
import { asShown, seal } from "./seal.ts";

/** One foreign string in every place that a card has for it. */
function everywhere(hostile: string): Card {
  const bad = untrusted(hostile);
  const press = { command: "host", args: { host: hostile }, as: "run" as const };
  return toned(
    "warning",
    ["Isolate ", bad, "?"],
    text("Host ", strong(bad), " runs ", mono(bad), " and ", bad),
    facts({ Host: bad, User: strong(bad), Path: mono(bad) }),
    code(bad),
    list([bad, ["at ", bad]]),
    {
      kind: "table",
      columns: ["host", "user"],
      rows: [
        [bad, bad],
        ["WIN-02", bad],
      ],
    },
    { kind: "choice", prompt: "Which?", options: [{ label: bad, detail: bad, press }] },
    {
      kind: "choice",
      prompt: "Which?",
      options: Array.from({ length: 8 }, (_, i) => ({
        label: bad,
        detail: bad,
        press: { ...press, command: `c${i}` },
      })),
    },
    { kind: "file", name: hostile, text: bad },
    note("seen ", ago(1_750_000_000_000), " by ", bad),
  );
}

const drawn = (...blocks: Block[]) => asShown(card("Title", ...blocks)).drawn;

describe("hostile text", () => {
  it.each(Object.entries(HOSTILE))("pings nobody and links nowhere: %s", (_name, hostile) => {
    const { drawn, words } = asShown(everywhere(hostile));
    for (const shown of [drawn, words]) {
      expect(messageFaults(shown.body)).toEqual([]);
      expect(activeTokens(shown)).toEqual([]);
      expect(shown.body["allowed_mentions"]).toEqual({ parse: [], replied_user: false });
    }
  });

  it.each([
    ["@everyone"],
    ["<@&9001> <@2002>"],
    ["[Approve here](https://evil.example)"],
    ["C:\\Windows\\System32"],
    ["**b** _i_ ~~s~~ ||h||"],
    ["1_000_000 - #1"],
  ])("is shown literally, so that a reader sees what it is: %s", (hostile) => {
    const shown = asShown(
      card(untrusted(hostile), text(untrusted(hostile)), facts({ Name: untrusted(hostile) })),
    ).drawn;
    expect(textOf(shown).split(hostile).length).toBe(4);
  });

  it("cannot leave its code block or start a line of ours", () => {
    const { embeds, files } = renderMessage(
      card("x", code(untrusted("a\n```\nApproved\n```")), text("by ", untrusted("eve\n**Approved by Lee**"))),
      seal,
    );
    expect(embeds[0]?.description).toBe(
      "```\na\nˋˋˋ\nApproved\nˋˋˋ\n```\n-# Back-ticks are shown as ˋ here; the exact text is in exact-8a976f11.txt.\n\nby eve⏎\\*\\*Approved by Lee\\*\\*",
    );
    expect(files).toEqual([{ name: "exact-8a976f11.txt", text: "a\n```\nApproved\n```" }]);
  });

  it("shows what cannot be seen by its code", () => {
    expect(textOf(drawn(text(untrusted("WIN-\u202Eexe"))))).toContain("WIN-⟦U+202E⟧exe");
  });
});

describe("cards", () => {
  it("are an embed with facts side by side, small print, moments and our own links", () => {
    const { embeds } = renderMessage(
      toned(
        "good",
        "Contained",
        text(
          "All ",
          strong("well"),
          ", say `/falcon help`; ",
          link("https://falcon.example/a(b)", "console"),
        ),
        facts({ Host: mono("WIN-01"), Since: ago(1_750_000_000_000) }),
        note("small"),
      ),
      seal,
    );
    expect(embeds).toEqual([
      {
        color: 0x2ea043,
        title: "✅ Contained",
        description: "All **well**, say `/falcon help`; [console](https://falcon.example/a%28b%29)",
        fields: [
          { name: "Host", value: "`WIN-01`", inline: true },
          { name: "Since", value: "<t:1750000000:R>", inline: true },
        ],
      },
      { color: 0x2ea043, description: "-# small" },
    ]);
  });

  it("narrow tables are aligned columns, wide ones a line for each row", () => {
    const table = (cell: string): Block => ({
      kind: "table",
      columns: ["Host", "OS"],
      rows: [["WIN-01", cell]],
    });
    expect(drawn(table("Windows 11")).embeds[0]?.["description"]).toBe(
      "```\nHost    OS\nWIN-01  Windows 11\n```",
    );
    expect(drawn(table("x".repeat(80))).embeds[0]?.["description"]).toMatch(/^• \*\*WIN-01\*\* · OS: x+$/);
  });

  it("long text is head, tail, length and hash, and a file with all of it", () => {
    const output = `start ${"A".repeat(60_000)} end`;
    const { files, embeds } = renderMessage(card("Output", code(untrusted(output))), seal);
    expect(files).toEqual([{ name: "output-1.txt", text: output }]);
    for (const word of ["start AAA", "AAA end", "60,010 characters", "sha256"]) {
      expect(embeds[0]?.description).toContain(word);
    }
  });

  it("what finds no room is in a file, and the card says so", () => {
    const { files, embeds } = renderMessage(
      card("Many", list(Array.from({ length: 400 }, (_, index) => `host number ${index}`))),
      seal,
    );
    expect(files[0]).toMatchObject({ name: "card.txt", text: expect.stringContaining("host number 399") });
    expect(embeds.at(-1)?.footer?.text).toContain("card.txt");
  });

  it("cuts emoji between people, never inside a family", () => {
    const family = "👨‍👩‍👧‍👦";
    const words = JSON.stringify(drawn(text(untrusted(family.repeat(2_000)))).embeds);
    expect(words.isWellFormed()).toBe(true);
    expect(words.replaceAll(family, "")).not.toMatch(/[👨👩👧👦\u200D]/u);
  });
});

describe("buttons and choices", () => {
  const button = (label: string, n: number) => runs(label, "approve", { request: `r${n}` });

  it("groups with words between them carry a mark, so that nobody presses the wrong one", () => {
    const shown = drawn(
      text("first"),
      buttons(button("Approve", 1)),
      text("second"),
      buttons(button("Approve", 2), runs("Deny", "deny", { request: "r2" })),
    );
    expect(labels(shown)).toEqual(["Approve ①", "Approve ②", "Deny ②"]);
    expect(textOf(shown)).toMatch(/first\nApprove ①\n\nsecond\nApprove ② · Deny ②/);
  });

  it("a single group has plain labels", () => {
    expect(labels(drawn(buttons(button("Approve", 1), button("Deny", 2))))).toEqual(["Approve", "Deny"]);
  });

  it("more groups than rows move together, and what is left becomes a menu", () => {
    const groups = (count: number) =>
      Array.from({ length: count }, (_, index) => [text(`n${index}`), buttons(button("Go", index))]).flat();
    expect(drawn(...groups(8)).components).toHaveLength(2);
    const full = drawn(...groups(40));
    expect(labels(full)).toHaveLength(20);
    expect(options(full)).toHaveLength(20);
  });

  it("the same press twice is one button", () => {
    expect(labels(drawn(buttons(button("Go", 1)), buttons(button("Go", 1), button("Go", 2))))).toHaveLength(
      2,
    );
  });

  it("few options are buttons, many are menus of twenty-five", () => {
    const choice = (count: number): Block => ({
      kind: "choice",
      prompt: "Which?",
      options: Array.from({ length: count }, (_, n) => ({
        label: `WIN-${n}`,
        press: { command: "host", args: { host: `${n}` }, as: "run" },
      })),
    });
    expect(labels(drawn(choice(3)))).toEqual(["WIN-0", "WIN-1", "WIN-2"]);
    expect(drawn(choice(60)).components).toHaveLength(3);
    expect(options(drawn(choice(60)))).toHaveLength(60);
  });
});
