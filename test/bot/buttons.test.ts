import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { card, runs } from "../../src/chat/card.ts";
import type { Press } from "../../src/chat/card.ts";
import { createButtons } from "../../src/bot/buttons.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { createMemory, KEY, quiet, type Memory } from "./world.ts";

const buttonsOver = (memory: Memory, key = KEY, clock = fakeClock()) =>
  createButtons({ key, prompts: memory.promptPort, clock, log: quiet });

const presses: fc.Arbitrary<Press> = fc.record({
  command: fc.stringMatching(/^[a-z]{2,12}$/),
  args: fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), fc.string({ unit: "grapheme", maxLength: 200 }), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
  as: fc.constantFrom("run" as const, "form" as const),
});

const LONG: Press = { command: "isolate", args: { hosts: "A", reason: "because ".repeat(300) }, as: "form" };

describe("a sealed press", () => {
  it("comes back as it was, within 100 characters, also in a process that never saw it", async () => {
    await fc.assert(
      fc.asyncProperty(presses, async (press) => {
        const memory = createMemory();
        const ours = buttonsOver(memory);
        const token = ours.seal(press);
        await ours.settle();
        expect(token.length).toBeLessThanOrEqual(100);
        expect(token).toMatch(/^v1\.[\w-]+\.[\w-]{16}$/);
        expect(await ours.open(token)).toEqual(press);
        expect(await buttonsOver(memory).open(token)).toEqual(press);
      }),
    );
  });

  it("is forged when any character of it differs, or when another key signed it", async () => {
    const memory = createMemory();
    const ours = buttonsOver(memory);
    await fc.assert(
      fc.asyncProperty(
        presses,
        fc.nat(),
        fc.constantFrom("A", "Z", "a", "z", "0", "9", "-", "_", "."),
        async (press, at, letter) => {
          const token = ours.seal(press);
          const index = at % token.length;
          const altered = token.slice(0, index) + letter + token.slice(index + 1);
          fc.pre(altered !== token);
          expect(await ours.open(altered)).toBe("forged");
          expect(await ours.open(buttonsOver(createMemory(), "another key").seal(press))).toBe("forged");
        },
      ),
    );
  });

  it("is forged when it is no token at all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await buttonsOver(createMemory()).open(text)).toBe("forged");
      }),
    );
  });

  it("is one row however often and wherever it is sealed", async () => {
    const memory = createMemory();
    const [one, other] = [buttonsOver(memory), buttonsOver(memory)];
    const reordered = { ...LONG, args: { reason: LONG.args["reason"] ?? "", hosts: "A" } };
    expect([one.seal(LONG), one.seal(LONG), other.seal(reordered)]).toEqual(Array(3).fill(one.seal(LONG)));
    await Promise.all([one.settle(), other.settle()]);
    expect(memory.prompts.size).toBe(1);
  });

  it("needs no row when it is short", async () => {
    const memory = createMemory();
    const ours = buttonsOver(memory);
    await ours.store(
      card("c", { kind: "buttons", buttons: [runs("Approve", "approve", { request: "k3j4k5m6n7p8" })] }),
    );
    ours.seal({ command: "isolate", args: { hosts: "0123456789abcdef0123456789abcdef" }, as: "form" });
    await ours.settle();
    expect(memory.prompts.size).toBe(0);
  });

  it("can be pressed before its row is written, and elsewhere a moment later", async () => {
    const memory = createMemory();
    const release = Promise.withResolvers<void>();
    const slow = {
      ...memory.promptPort,
      add: (prompt: Parameters<typeof memory.promptPort.add>[0]) =>
        release.promise.then(() => memory.promptPort.add(prompt)),
    };
    const ours = createButtons({ key: KEY, prompts: slow, clock: fakeClock(), log: quiet });
    const token = ours.seal(LONG);
    expect(await ours.open(token)).toEqual(LONG);

    const clock = fakeClock();
    const elsewhere = buttonsOver(memory, KEY, clock).open(token);
    await new Promise((resolve) => setImmediate(resolve));
    release.resolve();
    await ours.settle();
    await clock.advance(2_000);
    expect(await elsewhere).toEqual(LONG);
  });

  it("has lapsed once its row is gone", async () => {
    const clock = fakeClock();
    const token = buttonsOver(createMemory()).seal(LONG);
    const opened = buttonsOver(createMemory(), KEY, clock).open(token);
    for (let i = 0; i < 4; i += 1) await clock.advance(1_000);
    expect(await opened).toBe("lapsed");
  });

  it("tells a form's command at once, and its values once they were fetched or recalled", async () => {
    const memory = createMemory();
    const ours = buttonsOver(memory);
    const token = ours.seal(LONG);
    await ours.settle();
    const later = buttonsOver(memory);
    expect(later.peek(token)).toMatchObject({ kind: "elsewhere", command: "isolate", as: "form" });
    await later.open(token);
    expect(later.peek(token)).toEqual({ kind: "press", press: LONG });

    const recent = async () => [...memory.prompts.values()];
    const recalling = createButtons({
      key: KEY,
      prompts: { ...memory.promptPort, recent },
      clock: fakeClock(),
      log: quiet,
    });
    await recalling.recall();
    expect(recalling.peek(token)).toEqual({ kind: "press", press: LONG });
  });

  it("is written again when the first attempt failed", async () => {
    const memory = createMemory();
    let fails = true;
    const flaky = {
      ...memory.promptPort,
      add: async (prompt: Parameters<typeof memory.promptPort.add>[0]) => {
        if (fails) throw new Error("store closed");
        await memory.promptPort.add(prompt);
      },
    };
    const errors: string[] = [];
    const log = { ...quiet, error: (message: string) => void errors.push(message) };
    const ours = createButtons({ key: KEY, prompts: flaky, clock: fakeClock(), log });
    ours.seal(LONG);
    await ours.settle();
    expect(errors).toEqual(["a button could not be stored"]);
    fails = false;
    ours.seal(LONG);
    await ours.settle();
    expect(memory.prompts.size).toBe(1);
  });
});
