import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settleHosts } from "../../../src/bot/grammar/host-words.ts";
import { readLine } from "../../../src/bot/grammar/read-line.ts";
import { createRegistry } from "../../../src/bot/registry.ts";
import { SAMPLES } from "../sample-commands.ts";

const registry = createRegistry(SAMPLES);

const pieces = fc.oneof(
  fc.constantFrom(...registry.words),
  fc.constantFrom(
    '"',
    "'",
    "\u201c",
    "\u201d",
    "--",
    "--for",
    "--days=",
    "days:",
    "emergency:",
    ":",
    "=",
    "\t",
  ),
  fc.string({ unit: "grapheme" }),
);
const lines = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(" "));

/** Text that a person can put between these quotes: anything but the quotes themselves. */
const between = (quotes: string) =>
  fc.string({ minLength: 1 }).filter((text) => !Array.from(quotes).some((quote) => text.includes(quote)));
const DOUBLE = '"\u201c\u201d\u201e';
const SINGLE = "'\u2018\u2019\u201a";

describe("whatever is typed", () => {
  it("is read without an exception, and into known arguments only", () => {
    fc.assert(
      fc.property(lines, (line) => {
        const reading = readLine(line, registry);
        if (reading.kind !== "command") return;
        const names = reading.command.info.args.map(({ name }) => name);
        expect(names).toEqual(expect.arrayContaining(Object.keys(reading.values)));
        expect(Object.values(reading.values).every((value) => typeof value === "string")).toBe(true);
      }),
    );
  });

  it("comes back unchanged when it stands in quotes", () => {
    fc.assert(
      fc.property(between(DOUBLE), between(SINGLE), between(DOUBLE), (first, second, option) => {
        const line = `close "${first}" '${second}'`;
        const reading = readLine(line, registry);
        expect(reading).toMatchObject({ kind: "command", values: { alert: first, comment: second } });
        const named = readLine(`hosts --status="${option}"`, registry);
        expect(named).toMatchObject({ kind: "command", values: { status: option } });
      }),
    );
  });

  it("loses no word of a reason to the hosts, and none to nowhere", async () => {
    const word = fc.stringMatching(/^[a-z0-9.]{1,8}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 20 }), fc.nat(20), async (words, known) => {
        const hosts = new Set(words.slice(0, known));
        const reading = readLine(`isolate FIRST ${words.join(" ")}`, registry);
        if (reading.kind !== "command" || reading.split === undefined) throw new Error("not split");
        const settled = await settleHosts(
          reading.split,
          { count: async (asked) => (hosts.has(asked) ? "one" : "none") },
          new AbortController().signal,
        );
        expect(`${settled.hosts} ${settled.text}`.trim()).toBe(`FIRST ${words.join(" ")}`);
        expect(
          settled.hosts
            .split(" ")
            .slice(1)
            .every((name) => hosts.has(name)),
        ).toBe(true);
        expect(hosts.has(settled.text.split(" ")[0] ?? "")).toBe(false);
      }),
    );
  });
});
