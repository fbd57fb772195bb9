import { describe, expect, it } from "vitest";
import { small } from "../../../adapters/slack/block-kit.ts";
import { renderMessage } from "../../../adapters/slack/render.ts";
import type { Block, Card } from "../../../src/chat/card.ts";
import {
  ago,
  at,
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
import { activeTokens, blockFaults, labels, options, textOf } from "../../emulators/slack/index.ts";
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
      options: Array.from({ length: 8 }, () => ({ label: bad, detail: bad, press })),
    },
    { kind: "file", name: hostile, text: bad },
    note("seen ", ago(1_750_000_000_000), " by ", bad),
  );
}

describe("hostile text", () => {
  it.each(Object.entries(HOSTILE))("pings nobody and links nowhere: %s", (_name, hostile) => {
    const message = asShown(everywhere(hostile));
    expect(blockFaults(message.blocks, "message")).toEqual([]);
    expect(activeTokens(message)).toEqual([]);
    const { plain } = renderMessage(everywhere(hostile), seal);
    expect(activeTokens({ text: plain, blocks: [] })).toEqual([]);
  });

  it("is shown literally, so that a reader sees what it is", () => {
    const shown = textOf(
      asShown(card(untrusted("<!channel>"), text(untrusted("<https://evil.example|Approve>")))),
    );
    expect(shown).toContain("<!channel>");
    expect(shown).toContain("<https://evil.example|Approve>");
  });

  it("cannot leave its code block or start a line of ours", () => {
    const { blocks, files } = renderMessage(
      card("x", code(untrusted("a\n```\nApproved\n```")), text("by ", untrusted("eve\n*Approved by Lee*"))),
      seal,
    );
    expect(blocks.slice(1)).toEqual([
      { type: "section", text: { type: "mrkdwn", verbatim: true, text: "```\na\nˋˋˋ\nApproved\nˋˋˋ\n```" } },
      small("Back-ticks are shown as ˋ here; the exact text is in exact-8a976f11.txt."),
      { type: "section", text: { type: "mrkdwn", verbatim: true, text: "by eve⏎*Approved by Lee*" } },
    ]);
    expect(files).toEqual([{ name: "exact-8a976f11.txt", text: "a\n```\nApproved\n```" }]);
  });

  it("shows what hides, strips what colours, and makes no emoji", () => {
    const shown = textOf(
      asShown(card("x", text(untrusted("WIN-\u202E01 \u001b[31mred :white_check_mark:")))),
    );
    expect(shown).toContain("WIN-⟦U+202E⟧01 red ꞉white_check_mark:");
  });
});

describe("a card", () => {
  it("has a toned title, facts in columns, times of the reader and sealed buttons", () => {
    const press = runs("Approve", "approve", { request: "r1" }, "primary");
    const { blocks, text: words } = renderMessage(
      toned(
        "waiting",
        "Isolate WIN-01?",
        text("Asked ", at(1_750_000_000_000), ", see ", link("https://falcon.example/a|b", "the alert")),
        facts({ Host: "WIN-01", OS: undefined, "Last user": "" }),
        buttons(press),
      ),
      seal,
    );
    expect(words).toBe(
      "⏳ Isolate WIN-01?: Asked 2025-06-15 15:06:40 UTC, see the alert (https://falcon.example/a|b)",
    );
    expect(blocks).toEqual([
      { type: "header", text: { type: "plain_text", emoji: false, text: "⏳ Isolate WIN-01?" } },
      {
        type: "section",
        text: {
          type: "mrkdwn",
          verbatim: true,
          text: "Asked <!date^1750000000^{date_short_pretty} {time_secs}|2025-06-15 15:06:40 UTC>, see <https://falcon.example/a%7Cb|the alert>",
        },
      },
      {
        type: "section",
        fields: [
          { type: "mrkdwn", verbatim: true, text: "*Host*\nWIN-01" },
          { type: "mrkdwn", verbatim: true, text: "*Last user*\n—" },
        ],
      },
      {
        type: "actions",
        elements: [
          {
            type: "button",
            action_id: "press-1",
            text: { type: "plain_text", emoji: false, text: "Approve" },
            value: seal(press.press),
            style: "primary",
          },
        ],
      },
    ]);
  });

  it.each(["javascript:alert(1)", "http://plain.example", "file:///etc/passwd", "not an address"])(
    "makes no link of %s",
    (url) => {
      expect(activeTokens(asShown(card("x", text(link(url, "here")))))).toEqual([]);
    },
  );

  it("keeps narrow tables aligned and gives wide ones a line for each row, ids whole", () => {
    const id = "0123456789abcdef0123456789abcdef";
    const table = (extra: string): Block => ({
      kind: "table",
      columns: ["host", "id", "note"],
      rows: [["WIN-01", id, extra]],
    });
    expect(textOf(asShown(card("x", table("ok"))))).toContain(`WIN-01  ${id}  ok`);
    expect(textOf(asShown(card("x", table("y".repeat(100)))))).toContain(`*WIN-01* · id: ${id} · note: yyy`);
  });

  it("shows the head, tail, length and hash of long output and attaches every byte", () => {
    const output = `${"line\n".repeat(12_000)}the end`;
    const { blocks, files } = renderMessage(card("ps", code(untrusted(output))), seal);
    expect(files).toEqual([{ name: "output-1.txt", text: output }]);
    const shown = JSON.stringify(blocks);
    expect(shown).toContain("60,007 characters in all");
    expect(shown).toContain("the end");
    expect(shown).toMatch(/sha256 [0-9a-f]{64}/);
  });

  it("keeps buttons when there is too much to show, and puts the whole into a file", () => {
    const long = card(
      "Storm",
      ...Array.from({ length: 80 }, (_, n) => text(`paragraph ${n}`)),
      buttons(runs("Assign", "assign", {})),
    );
    const { blocks, files } = renderMessage(long, seal);
    expect(blockFaults(blocks, "message")).toEqual([]);
    expect(labels({ blocks })).toEqual(["Assign"]);
    expect(files[0]).toMatchObject({ name: "card.txt", text: expect.stringContaining("paragraph 79") });
  });

  it("gives at most a hundred options and lists all of them", () => {
    const many = Array.from({ length: 130 }, (_, n) => ({
      label: `WIN-${n}`,
      press: { command: "host", args: { host: String(n) }, as: "run" as const },
    }));
    const message = asShown(card("Which?", { kind: "choice", prompt: "Many", options: many }));
    expect(blockFaults(message.blocks, "message")).toEqual([]);
    expect(options(message)).toHaveLength(100);
    expect(textOf(message)).toContain("WIN-129");
  });
});
