import { describe, expect, it } from "vitest";
import { card } from "../../src/chat/card.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { wordsOf } from "./card-words.ts";
import { createMemory, createWorld, turnOf } from "./world.ts";

const VERA = { id: "U-VERA" };
const tick = () => new Promise((resolve) => setImmediate(resolve));
const stuck = () => new Promise<never>(() => {});

describe("a turn", () => {
  it("delivered three times runs once", async () => {
    const world = createWorld();
    const turn = turnOf("host A", VERA);
    const accepted = [world.bot.accept(turn), world.bot.accept(turn), world.bot.accept(turn)];
    expect(await Promise.all(accepted.map(({ stored }) => stored))).toEqual([true, false, false]);
    await Promise.all(accepted.map(({ done }) => done));
    expect([world.ran.length, world.sent.length]).toEqual([1, 1]);
    expect(await world.bot.handle(turn)).toBeUndefined();
  });

  it("delivered to two processes runs once", async () => {
    const memory = createMemory();
    const worlds = [createWorld({ memory }), createWorld({ memory, owner: "process-2" })];
    const turn = turnOf("host A", VERA);
    await Promise.all(worlds.map(({ bot }) => bot.accept(turn).done));
    expect(worlds.flatMap(({ ran }) => ran)).toHaveLength(1);
  });

  it("is stored before it is acknowledged and finished after it was answered", async () => {
    const answering = Promise.withResolvers<void>();
    const world = createWorld({ respond: () => answering.promise });
    const { stored, done } = world.bot.accept(turnOf("host A", VERA));
    await stored;
    await tick();
    expect(world.memory.entries().map(({ state }) => state)).toEqual(["working"]);
    answering.resolve();
    await done;
    expect(world.memory.entries().map(({ state }) => state)).toEqual(["done"]);
  });

  it("whose answer cannot be given is logged and not tried for ever", async () => {
    const world = createWorld({
      respond: async () => {
        throw new Error("channel archived");
      },
    });
    await world.bot.accept(turnOf("host A", VERA)).done;
    expect(world.logged.map(({ message }) => message)).toEqual(["an answer could not be given"]);
    expect(world.memory.entries()[0]?.state).toBe("done");
  });

  it("that cannot be stored is not acknowledged, and the person hears of it", async () => {
    const memory = createMemory();
    memory.inboxPort.add = async () => {
      throw new Error("disk full");
    };
    const world = createWorld({ memory });
    const { stored, done } = world.bot.accept(turnOf("isolate A why now"));
    await expect(stored).rejects.toThrow("disk full");
    await done;
    expect(wordsOf(world.sent[0]!.answer.card)).toContain("nothing was done");
    expect(world.ran).toEqual([]);
    expect((await world.say("host A", VERA)).card.data).toMatchObject({ error: { code: "not-stored" } });
  });
});

describe("after a crash", () => {
  const crash = async () => {
    const memory = createMemory();
    const dead = createWorld({ memory, run: stuck });
    const { stored } = dead.bot.accept(turnOf("isolate A \u201cwhy now\u201d"));
    await stored;
    return memory;
  };

  it("the next process answers what was left, as the same turn from the same person", async () => {
    const memory = await crash();
    const clock = fakeClock();
    await clock.advance(31_000);
    const turnIds: string[] = [];
    const next = createWorld({
      memory,
      clock,
      owner: "process-2",
      async run(_, __, moment) {
        turnIds.push(moment.turnId);
        return card("done");
      },
    });
    expect(await next.bot.resume()).toBe(1);
    await next.bot.drain(1_000);
    expect(turnIds).toEqual([memory.entries()[0]?.id]);
    expect(next.sent).toMatchObject([{ turn: { reply: { token: "for the adapter alone" } } }]);
    expect(next.ran[0]?.args).toMatchObject({ reason: "why now" });
    expect(memory.entries()[0]?.state).toBe("done");
  });

  it("a turn that a living process still works on is left to it", async () => {
    const memory = createMemory();
    const clock = fakeClock();
    const busy = createWorld({ memory, clock, run: stuck });
    await busy.bot.accept(turnOf("host A", VERA)).stored;
    for (let i = 0; i < 5; i += 1) await clock.advance(10_000);
    const other = createWorld({ memory, clock, owner: "process-2" });
    expect(await other.bot.resume()).toBe(0);
  });

  it("what nobody waits for any more is closed unanswered", async () => {
    const memory = await crash();
    const clock = fakeClock();
    await clock.advance(11 * 60_000);
    const next = createWorld({ memory, clock, owner: "process-2" });
    expect(await next.bot.resume()).toBe(0);
    expect([next.ran.length, memory.entries()[0]?.state]).toEqual([0, "done"]);
  });

  it("a row that holds no turn is closed", async () => {
    const memory = createMemory();
    const clock = fakeClock();
    const receivedAt = clock.now();
    await memory.inboxPort.add({
      id: "odd",
      turn: { id: 7 },
      state: "working",
      owner: undefined,
      ownedUntil: 0,
      receivedAt,
    });
    const world = createWorld({ memory, clock });
    expect(await world.bot.resume()).toBe(0);
    expect(memory.entries()[0]?.state).toBe("done");
  });
});

describe("stopping", () => {
  it("waits for what runs and takes nothing new", async () => {
    const running = Promise.withResolvers<ReturnType<typeof card>>();
    const world = createWorld({ run: () => running.promise });
    const first = world.bot.accept(turnOf("host A", VERA));
    await first.stored;
    const drained = world.bot.drain(5_000);
    const late = world.bot.accept(turnOf("host B", VERA));
    await expect(late.stored).rejects.toThrow("restarting");
    running.resolve(card("in time"));
    await Promise.all([drained, first.done, late.done]);
    expect(world.sent.map(({ answer }) => answer.card.title)).toEqual(["Not done", "in time"]);
  });

  it("leaves what does not end to the next process, at once", async () => {
    const memory = createMemory();
    const clock = fakeClock();
    const world = createWorld({ memory, clock, run: stuck });
    const { stored, done } = world.bot.accept(turnOf("host A", VERA));
    await stored;
    await tick();
    const drained = world.bot.drain(5_000);
    await tick();
    await clock.advance(5_000);
    await Promise.all([drained, done]);
    expect(world.sent).toEqual([]);
    const next = createWorld({ memory, clock, owner: "process-2" });
    expect(await next.bot.resume()).toBe(1);
    await next.bot.drain(1_000);
    expect(next.sent).toHaveLength(1);
  });
});

it("an answer cut off by a stop is given by the next process", async () => {
  const memory = createMemory();
  const clock = fakeClock();
  const world = createWorld({ memory, clock, respond: stuck });
  const { done } = world.bot.accept(turnOf("host A", VERA));
  await tick();
  const drained = world.bot.drain(1_000);
  await tick();
  await clock.advance(1_000);
  await Promise.all([drained, done]);
  const next = createWorld({ memory, clock, owner: "process-2" });
  await next.bot.resume();
  await next.bot.drain(1_000);
  expect(next.sent).toHaveLength(1);
});

describe("a crowd", () => {
  it("has its overflow told to come back, and everybody else answered", async () => {
    const gate = Promise.withResolvers<void>();
    let most = 0;
    let now = 0;
    const world = createWorld({
      async run() {
        now += 1;
        most = Math.max(most, now);
        await gate.promise;
        now -= 1;
        return card("done");
      },
    });
    const accepted = Array.from({ length: 1_010 }, () => world.bot.accept(turnOf("host A", VERA)));
    await Promise.all(accepted.map(({ stored }) => stored));
    await tick();
    gate.resolve();
    await Promise.all(accepted.map(({ done }) => done));
    expect(world.sent.filter(({ answer }) => answer.card.title === "Too busy")).toHaveLength(10);
    expect(world.ran).toHaveLength(1_000);
    expect(most).toBeLessThanOrEqual(64);
  });
});
