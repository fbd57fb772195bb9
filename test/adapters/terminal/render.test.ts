import { expect, it } from "vitest";
import { z } from "zod";
import { renderText } from "../../../adapters/terminal/render.ts";
import { describeArgs, hosts, named, rest, word } from "../../../src/chat/args.ts";
import * as c from "../../../src/chat/card.ts";
import type { CommandInfo } from "../../../src/chat/command.ts";
import { MINUTE } from "../../../src/lib/clock.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";

const NOW = Date.UTC(2026, 10, 20, 14, 5, 9);
const AID = "0123456789abcdef0123456789abcdef";
const REQUEST = "k3j4m5n6p7q8";

const info = (name: string, schema: z.ZodObject): CommandInfo => ({
  name,
  aliases: [],
  summary: "Does it",
  role: "responder",
  judgesRights: false,
  changes: true,
  audience: "channel",
  agents: "propose",
  hidden: false,
  args: describeArgs(schema),
  examples: [],
});
const commands = [
  info("approve", z.object({ request: word("Request", "its id", "request") })),
  info("isolate", z.object({ hosts: hosts(), reason: rest("Reason", "why"), for: named("For", "how long") })),
];

const shown = (card: c.Card, width = 80): string =>
  renderText(card, { isColor: false, width, now: NOW, commands });
const block = (...blocks: c.Block[]): string => shown(c.card("T", ...blocks)).slice("T\n\n".length);

it("draws a card with everything in it", () => {
  const card = c.toned(
    "waiting",
    ["Isolate ", untrusted("WIN-01")],
    c.text("Asked by ", c.strong("Ada"), ", ", c.ago(NOW - 5 * MINUTE), "."),
    c.facts({ Host: untrusted("WIN-01"), "Device id": c.mono(AID), Expires: c.at(NOW), Reason: "one\ntwo" }),
    c.list(["first", ["second, ", c.link("https://falcon.example/x", "in Falcon")]]),
    { kind: "divider" },
    c.code("$ ls\nfile\n"),
    c.note("Nobody may approve their own request."),
    c.buttons(
      c.runs("Approve", "approve", { request: REQUEST }),
      c.runs("Deny", "deny", { request: REQUEST }),
    ),
  );
  expect(shown(card)).toMatchInlineSnapshot(`
    "… Isolate WIN-01

    Asked by Ada, 5 min ago.

    Host       WIN-01
    Device id  0123456789abcdef0123456789abcdef
    Expires    2026-11-20 14:05:09 UTC
    Reason     one
               two

    - first
    - second, in Falcon (https://falcon.example/x)

    ────────────────────────────────────────

        $ ls
        file

    Nobody may approve their own request.

    → Approve  npm run falcon -- approve k3j4m5n6p7q8
    → Deny     npm run falcon -- deny k3j4m5n6p7q8
    "
  `);
});

it("gives each tone its sign, and colour only where it is wanted", () => {
  const tones: c.Tone[] = ["neutral", "waiting", "good", "warning", "danger"];
  expect(tones.map((tone) => shown(c.toned(tone, "T")))).toEqual(["T\n", "… T\n", "✔ T\n", "! T\n", "✖ T\n"]);
  const colored = renderText(c.toned("danger", "T", c.text(c.strong("bold"))), {
    isColor: true,
    width: 80,
    now: NOW,
  });
  expect(colored).toBe("\u001b[1;31m✖ T\u001b[0m\n\n\u001b[1mbold\u001b[0m\n");
});

it.each([
  ["colours and cursor movements", "\u001b[31mred\u001b[2J\u001b[H"],
  ["a window title", "\u001b]0;pwned\u0007name"],
  ["a lone escape and a carriage return", "a\u001bcb\rroot# "],
  ["eight-bit controls", "a\u009b2Jb"],
  ["a reversed name", "invoice\u202Efdp.exe"],
  ["a line of ours", "WIN-01\n\n✔ Approved by Admin"],
])("shows hostile text holding %s without obeying it, wherever it stands", (_what, hostile) => {
  const foreign = untrusted(hostile);
  const blocks: c.Block[] = [
    c.text(foreign),
    c.note(foreign),
    c.list([foreign]),
    c.facts({ Host: foreign, Also: c.mono(foreign) }),
    { kind: "table", columns: ["Host"], rows: [[foreign]] },
    {
      kind: "choice",
      prompt: "Which?",
      options: [
        { label: foreign, detail: foreign, press: { command: "host", args: { host: hostile }, as: "run" } },
      ],
    },
    c.buttons(c.runs("Go", "host", { host: hostile })),
  ];
  const lines = shown(c.card(foreign, ...blocks)).split("\n");
  // oxlint-disable-next-line no-control-regex
  expect(lines.filter((line) => /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(line))).toEqual(
    [],
  );
  expect(lines.filter((line) => line.startsWith("✔"))).toEqual([]);
  expect(lines).toContain("→ Go  (not possible in a shell: it holds characters that cannot be typed)");
});

it("keeps the lines of code and files, and nothing else of them that acts", () => {
  const hostile = untrusted("one\n\u001b[2J\ttwo\u202E\n");
  expect(block(c.code(hostile))).toBe("    one\n    \ttwo⟦U+202E⟧\n");
  expect(block({ kind: "file", name: "out.txt", text: hostile })).toBe("--- out.txt\none\n\ttwo⟦U+202E⟧\n\n");
});

it("names bytes and pictures with their size, and says what a picture shows", () => {
  expect(block({ kind: "file", name: "e.7z\u001b[2J", bytes: new Uint8Array(2_048) })).toBe(
    "--- e.7z (2.0 KiB)\n",
  );
  expect(block({ kind: "image", name: "storm.png", alt: untrusted("a\nb"), png: new Uint8Array(9) })).toBe(
    "--- storm.png (9 bytes)\na⏎b\n",
  );
});

it("prints a file whole, however long", () => {
  const long = Array.from({ length: 5_000 }, (_, at) => `line ${at}`).join("\n");
  expect(block({ kind: "file", name: "a.txt", text: long })).toBe(`--- a.txt\n${long}\n`);
});

it("aligns columns by how wide letters are, not by how many", () => {
  const rows = [
    [untrusted("日本語"), "online"],
    [untrusted("e\u0301t\u00e9"), "offline"],
    [untrusted("WIN-01"), "contained"],
  ];
  expect(block({ kind: "table", columns: ["Host", "State"], rows })).toBe(
    ["Host    State", "日本語  online", "e\u0301t\u00e9     offline", "WIN-01  contained", ""].join("\n"),
  );
});

it("cuts a table to the width, the widest column first, and never an id", () => {
  const rows = [[untrusted("a-very-long-hostname-that-nobody-needs-whole"), AID, "online"]];
  const table = block({ kind: "table", columns: ["Host", "Device id", "State"], rows })
    .trimEnd()
    .split("\n");
  const narrow = shown(c.card("T", { kind: "table", columns: ["Host", "Device id", "State"], rows }), 60)
    .trimEnd()
    .split("\n")
    .slice(2);
  expect(table.at(-1)).toBe(`a-very-long-hostname-that-nobody-need…  ${AID}  online`);
  expect(narrow.at(-1)).toBe(`a-very-long-hostn…  ${AID}  online`);
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(60);
});

it("writes rows as lists where ids leave no room, still whole", () => {
  const card = c.card("T", {
    kind: "table",
    columns: ["Host", "Device id", "Request"],
    rows: [
      [untrusted("WIN-01"), AID, REQUEST],
      [untrusted("WIN-02"), AID, REQUEST],
    ],
  });
  expect(shown(card, 40)).toBe(
    [
      "T",
      "",
      "Host       WIN-01",
      `Device id  ${AID}`,
      `Request    ${REQUEST}`,
      "",
      "Host       WIN-02",
      `Device id  ${AID}`,
      `Request    ${REQUEST}`,
      "",
    ].join("\n"),
  );
});

it("numbers a choice and gives the exact command for each", () => {
  const option = (id: string) => ({
    label: untrusted("WIN-01"),
    detail: [c.mono(id), ", seen ", c.ago(NOW - 3 * 60 * MINUTE)],
    press: { command: "isolate", args: { hosts: id, reason: "it's $(reboot)" }, as: "run" as const },
  });
  expect(block({ kind: "choice", prompt: "Which one?", options: [option(AID)] })).toBe(
    [
      "Which one?",
      `1. WIN-01  ${AID}, seen 3 h ago`,
      `   → npm run falcon -- isolate ${AID} 'it'\\''s $(reboot)'`,
      "",
    ].join("\n"),
  );
});

it.each([
  [
    "arguments in the order of the command",
    { reason: "beaconing to C2", hosts: "A B" },
    "A B 'beaconing to C2'",
  ],
  ["what is still missing", { hosts: "A" }, "A <reason>"],
  ["named options by name", { hosts: "A", reason: "why", for: "4h" }, "A why --for 4h"],
  ["values behind a gap by name", { reason: "two words" }, "--reason 'two words' <hosts>"],
  ["a value that looks like an option as a value", { hosts: "-rf", reason: "why" }, "--hosts=-rf why"],
  ["a free text that begins with a dash as a value", { hosts: "A", reason: "- see" }, "A --reason '- see'"],
  ["a home directory as text", { hosts: "~root", reason: "why" }, "'~root' why"],
  ["an empty value in quotes", { hosts: "A", reason: "" }, "A ''"],
])("writes %s", (_what, args, typed) => {
  expect(block(c.buttons(c.asks("Isolate", "isolate", args)))).toBe(
    `→ Isolate  npm run falcon -- isolate ${typed}\n`,
  );
});

it("writes a command that nobody has described with a lone value bare and several by name", () => {
  const typed = (args: Record<string, string>): string =>
    renderText(c.card("T", c.buttons(c.runs("Go", "isolate", args))), {
      isColor: false,
      width: 80,
      now: NOW,
    });
  expect(typed({ hosts: "A" })).toContain("→ Go  npm run falcon -- isolate A\n");
  expect(typed({ hosts: "A", for: "4h" })).toContain("→ Go  npm run falcon -- isolate --hosts A --for 4h\n");
});
