import { expect, it } from "vitest";
import { drawCard, drawForm, drawName, wholeOf } from "../../../adapters/web/render.ts";
import type { Drawing } from "../../../adapters/web/render.ts";
import type { BlockView } from "../../../adapters/web/view.ts";
import type { Block, Card, Inline } from "../../../src/chat/card.ts";
import {
  buttons,
  bytesFile,
  card,
  code,
  facts,
  image,
  link,
  list,
  mono,
  runs,
  strong,
  text,
} from "../../../src/chat/card.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { BLACK_PNG, EVERY_BYTE, WHITE_PNG } from "../../fixtures/png.ts";

const drawing: Drawing = {
  seal: (press) => `sealed:${press.command}:${Object.values(press.args).join(",")}`,
  href: (block) => `/whole/${block}`,
};
const draw = (made: Card) => drawCard(made, drawing);
const drawBlock = (block: Block): BlockView => draw(card("t", block)).blocks[0]!;
const drawText = (inline: Inline) => {
  const block = drawBlock(text(inline));
  return block.kind === "text" ? block.text.flat(9) : [];
};

it("keeps foreign markup as the plain text that it is", () => {
  const hostile = `<img src=x onerror=alert(1)> [x](https://evil.example) <!channel> @everyone`;
  expect(drawText(untrusted(hostile))).toEqual([hostile]);
});

it("makes a foreign line break visible, so that no line of ours can be faked", () => {
  expect(drawText(untrusted("a\nFalconer: approved"))).toEqual(["a⏎Falconer: approved"]);
});

it("marks a name that hides or imitates characters", () => {
  expect(drawText(untrusted("web\u202Egnp.exe"))).toEqual([{ odd: "web⟦U+202E⟧gnp.exe" }]);
  expect(drawText(untrusted("аpple"))).toEqual([{ odd: "аpple" }]);
  expect(drawText(untrusted("WIN-FIN-014"))).toEqual(["WIN-FIN-014"]);
});

it("cuts between characters as people count them", () => {
  const [shown] = drawText(untrusted("👩‍👩‍👧‍👦".repeat(1_000)));
  const family = typeof shown === "string" ? shown : "";
  expect(family.replaceAll("👩‍👩‍👧‍👦", "")).toBe("…");
  expect(family.isWellFormed()).toBe(true);
});

it("bounds a line over all its parts together", () => {
  const drawn = JSON.stringify(
    drawText(Array.from({ length: 100 }, () => strong(untrusted("x".repeat(1_000))))),
  );
  expect(drawn.length).toBeLessThan(6_000);
});

it("links to https alone and shows the words of any other address", () => {
  expect(drawText(link("https://falcon.crowdstrike.com/x", "Falcon"))).toEqual([
    { href: "https://falcon.crowdstrike.com/x", text: "Falcon" },
  ]);
  expect(drawText(link("javascript:alert(1)", "Falcon"))).toEqual(["Falcon"]);
  expect(drawText(link("http://plain.example/", "plain"))).toEqual(["plain"]);
});

it("shows head, tail, size and hash of long output, and where the whole is", () => {
  const output = `first\n${"x".repeat(60_000)}\nlast`;
  const block = drawBlock(code(untrusted(output)));
  if (block.kind !== "code") throw new Error(block.kind);
  expect(block.text.startsWith("first\n")).toBe(true);
  expect(block.text.endsWith("\nlast")).toBe(true);
  expect(block.text).toContain("characters left out");
  expect(block.text.length).toBeLessThan(21_000);
  expect(block.whole).toMatchObject({ size: output.length, href: "/whole/0" });
  expect(block.whole?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

it("takes terminal escapes out of output and leaves its lines alone", () => {
  expect(drawBlock(code(untrusted("\u001b[31mred\u001b[0m\r\n```\nnext")))).toEqual({
    kind: "code",
    text: "red\n```\nnext",
  });
});

it("hands out the whole text byte for byte", () => {
  const raw = "\u001b[31mred\u0000\r\n\u202E";
  const made = card("t", text("x"), code(untrusted(raw)), {
    kind: "file",
    name: "a.txt",
    text: untrusted(raw),
  });
  expect(wholeOf(made, 1)).toEqual({ name: "output.txt", content: raw, isPicture: false });
  expect(wholeOf(made, 2)).toEqual({ name: "a.txt", content: raw, isPicture: false });
  expect(wholeOf(made, 0)).toBeUndefined();
  expect(wholeOf(made, 9)).toBeUndefined();
});

it("shows a drawing as a picture only when it is ours", () => {
  const file = (svg: string | ReturnType<typeof untrusted>) =>
    drawBlock({ kind: "file", name: "a.svg", text: svg });
  expect(file("<svg/>")).toMatchObject({ picture: true, excerpt: "" });
  expect(file(untrusted("<svg/>"))).toMatchObject({ picture: false, excerpt: "<svg/>" });
});

it("hands out a picture and bytes as they are, and a changed picture under another address", () => {
  const shown = (png: Uint8Array) =>
    card("t", image("storm.png", untrusted("a\nb"), png), bytesFile("e.svg", EVERY_BYTE));
  const addressing: Drawing = { ...drawing, href: (block, state) => `/whole/${block}?${state}` };
  const [before = [], after = []] = [WHITE_PNG, BLACK_PNG].map(
    (png) => drawCard(shown(png), addressing).blocks,
  );
  const addresses = [before, after].map(([block]) => (block?.kind === "image" ? block.href : ""));
  expect(before[0]).toMatchObject({ kind: "image", alt: ["a⏎b"], size: WHITE_PNG.length });
  expect(addresses[0]).not.toBe(addresses[1]);
  expect(before[1]).toMatchObject({ kind: "file", size: 256, excerpt: "", picture: false });
  expect(wholeOf(shown(WHITE_PNG), 0)).toEqual({ name: "storm.png", content: WHITE_PNG, isPicture: true });
  expect(wholeOf(shown(WHITE_PNG), 1)).toEqual({ name: "e.svg", content: EVERY_BYTE, isPicture: false });
});

it("seals every button and option", () => {
  expect(drawBlock(buttons(runs("Approve", "approve", { request: "k3" }, "primary")))).toEqual({
    kind: "buttons",
    buttons: [{ label: "Approve", style: "primary", token: "sealed:approve:k3" }],
  });
  const options = [
    { label: untrusted("a\nb"), press: { command: "host", args: { host: "id" }, as: "run" } },
  ] as const;
  expect(drawBlock({ kind: "choice", prompt: "Which?", options })).toEqual({
    kind: "choice",
    prompt: "Which?",
    options: [{ label: ["a⏎b"], detail: [""], token: "sealed:host:id" }],
  });
});

it("says how many rows and items it leaves out", () => {
  const rows = Array.from({ length: 230 }, (_, index) => [`row ${index}`]);
  const drawn = draw(card("t", { kind: "table", columns: ["a"], rows }, list(rows.flat())));
  expect(drawn.blocks.filter(({ kind }) => kind === "note")).toEqual([
    { kind: "note", text: ["… and 30 more rows"] },
    { kind: "note", text: ["… and 30 more"] },
  ]);
});

it("draws facts with code, times and emphasis as parts", () => {
  const made = facts({
    Id: mono(untrusted("3f9c")),
    Seen: { span: "time", at: 5, style: "relative" },
    Gone: undefined,
  });
  expect(drawBlock(made)).toEqual({
    kind: "facts",
    facts: [
      { label: "Id", value: [{ code: "3f9c" }] },
      { label: "Seen", value: [{ at: 5, style: "relative" }] },
    ],
  });
});

it("returns form values unchanged and makes option labels visible", () => {
  const form = drawForm({
    command: "isolate",
    title: "Isolate",
    intro: untrusted("WIN\u202E"),
    fields: [
      {
        name: "host",
        label: "Host",
        kind: "choice",
        required: true,
        value: "a\u202Eb",
        options: [{ value: "a\u202Eb", label: "a\u202Eb" }],
      },
    ],
    submit: "Ask",
  });
  expect(form.intro).toEqual([{ odd: "WIN⟦U+202E⟧" }]);
  expect(form.fields[0]).toMatchObject({
    value: "a\u202Eb",
    options: [{ value: "a\u202Eb", label: "a⟦U+202E⟧b" }],
  });
});

it("shows a person's name in one bounded line", () => {
  expect(drawName(untrusted(`Ana\n${"x".repeat(900)}`)).length).toBeLessThanOrEqual(300);
  expect(drawName(untrusted("Ana\nDiaz"))).toBe("Ana⏎Diaz");
});
