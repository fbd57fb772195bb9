/** Whatever a card holds, Slack takes what is drawn of it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderForm } from "../../../adapters/slack/modal.ts";
import { renderHome } from "../../../adapters/slack/render.ts";
import type { Block, Card, Inline } from "../../../src/chat/card.ts";
import { ago, at, buttons, code, link, list, mono, note, strong, text } from "../../../src/chat/card.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { activeTokens, blockFaults, viewFaults } from "../../emulators/slack/index.ts";
import { HOSTILE } from "./hostile.ts";
import { asShown, seal } from "./seal.ts";

const foreign = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.constantFrom(...Object.values(HOSTILE)),
);
const { inline } = fc.letrec<{ inline: Inline }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 3 },
    foreign,
    foreign.map(untrusted),
    foreign.map((words) => mono(untrusted(words))),
    tie("inline").map(strong),
    fc.tuple(fc.webUrl(), foreign).map(([url, words]) => link(url, words)),
    fc.tuple(foreign, foreign).map(([url, words]) => link(url, words)),
    fc.oneof(fc.integer(), fc.double()).map((moment) => at(moment)),
    fc.integer({ min: 0, max: 4_000_000_000_000 }).map((moment) => ago(moment)),
    fc.array(tie("inline"), { maxLength: 4 }),
  ),
}));
const press = fc.record({
  command: fc.string(),
  args: fc.dictionary(fc.string(), fc.string()),
  as: fc.constantFrom("run" as const, "form" as const),
});
const many = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 30 });
const block: fc.Arbitrary<Block> = fc.oneof(
  inline.map((words) => text(words)),
  inline.map((words) => note(words)),
  foreign.map((words) => code(untrusted(words))),
  many(inline).map(list),
  many(fc.record({ label: foreign, value: inline })).map((items) => ({
    kind: "facts" as const,
    facts: items,
  })),
  fc.record({
    kind: fc.constant("table" as const),
    columns: fc.array(foreign, { maxLength: 6 }),
    rows: many(fc.array(inline, { maxLength: 7 })),
  }),
  fc.constant({ kind: "divider" as const }),
  many(fc.record({ label: foreign, press })).map((items) => buttons(...items)),
  fc.record({
    kind: fc.constant("choice" as const),
    prompt: foreign,
    options: fc.array(fc.record({ label: inline, detail: inline, press }), { maxLength: 110 }),
  }),
  fc.record({ kind: fc.constant("file" as const), name: foreign, text: foreign.map(untrusted) }),
  fc.record({ kind: fc.constant("file" as const), name: foreign, bytes: fc.uint8Array() }),
  fc.record({ kind: fc.constant("image" as const), name: foreign, alt: inline, png: fc.uint8Array() }),
);
const anyCard: fc.Arbitrary<Card> = fc.record({
  title: inline,
  tone: fc.constantFrom("neutral", "waiting", "good", "warning", "danger"),
  blocks: fc.array(block, { maxLength: 20 }),
});

const OURS = /^<https:\/\/[^<>|\s]+\|[^<>]*>$/;

describe("any card at all", () => {
  it("is a message and a home page that slack takes, with no token but our own links", () => {
    fc.assert(
      fc.property(anyCard, (value) => {
        const message = asShown(value);
        expect(blockFaults(message.blocks, "message")).toEqual([]);
        expect(viewFaults(renderHome(value, seal))).toEqual([]);
        expect(message.text).not.toBe("");
        expect(message.text.length).toBeLessThanOrEqual(300);
        expect(activeTokens(message).filter((token) => !OURS.test(token))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("is a form that slack takes", () => {
    const field = fc.record({
      name: fc.stringMatching(/^[a-z]{1,20}$/),
      label: foreign,
      hint: foreign,
      kind: fc.constantFrom("line" as const, "paragraph" as const, "toggle" as const),
      required: fc.boolean(),
      value: foreign,
    });
    const form = fc.record({
      command: fc.constant("isolate"),
      title: foreign,
      intro: inline,
      submit: foreign,
      fields: fc.uniqueArray(field, { maxLength: 8, selector: ({ name }) => name }),
    });
    fc.assert(
      fc.property(form, (value) => {
        expect(viewFaults(renderForm(value, "{}"))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
