/** What is said on the console: kept, edited, private, and shared with other processes. */
import { expect, it } from "vitest";
import { PlaceGone } from "../../../src/chat/adapter.ts";
import { card } from "../../../src/chat/card.ts";
import { createMemoryLog } from "./memory-log.ts";
import { GENERAL, TALK, ended, listen, open, saidIn } from "./talk.ts";

it("edits in place, says so to readers, and refuses to edit what is gone", async () => {
  const { reader, adapter } = await open();
  const ana = await reader("ana");
  const stream = await listen(ana);
  const ref = await adapter.post(GENERAL, card("before"), "k1");
  await adapter.update(ref, card("after"));
  const frame = await stream.until(({ data }) => data.includes("after"));
  expect(JSON.parse(frame.data)).toMatchObject({ id: ref.message });
  expect(saidIn(await ana.messages())).toEqual(["after"]);
  await expect(adapter.update({ ...ref, message: "gone" }, card("x"))).rejects.toThrow(PlaceGone);
});

it("finds a message by its key and does not post it twice", async () => {
  const { adapter, reader } = await open();
  const ref = await adapter.post(GENERAL, card("one"), "k1");
  expect(await adapter.find?.(GENERAL, "k1")).toEqual(ref);
  expect(await adapter.find?.({ ...GENERAL, channel: "alerts" }, "k1")).toBeUndefined();
  expect(await adapter.post(GENERAL, card("one again"), "k1")).toEqual(ref);
  expect(saidIn(await (await reader("ana")).messages())).toEqual(["one again"]);
});

it("keeps a direct message, and what hangs on a private one, to its person", async () => {
  const { adapter, reader } = await open();
  const ref = await adapter.direct!({ surface: "web", id: "ana" }, card("for you"), "k1");
  await adapter.post({ ...GENERAL, channel: ref.channel, thread: ref.message }, card("below"), "k2");
  const [ana, lee] = [await reader("ana"), await reader("lee")];
  expect(saidIn(await ana.messages(ref.channel))).toEqual(["for you", "below"]);
  expect((await lee.call(`/api/messages?channel=${encodeURIComponent(ref.channel)}`)).status).toBe(404);
  expect(JSON.stringify((await lee.call("/api/state")).json)).not.toContain("@ana");
});

it("keeps everything over a restart, and answers once when a turn is run again", async () => {
  const log = createMemoryLog();
  const before = await open(TALK, { log });
  const ana = await before.reader("ana");
  const stream = await listen(ana);
  await ana.say("secret one");
  await stream.until(ended);
  const ref = await before.adapter.post({ ...GENERAL, channel: "soc" }, card("kept"), "k1");
  const turn = before.bot.taken[0]!;
  await before.stop();

  const after = await open(TALK, { log });
  await after.adapter.update(ref, card("kept and edited"));
  await after.adapter.respond(turn, { card: card("said secret one"), audience: "actor" });
  const [anaAgain, lee] = [await after.reader("ana"), await after.reader("lee")];
  expect(saidIn(await anaAgain.messages())).toEqual(["Ana Diaz: secret one", "said secret one"]);
  expect(saidIn(await lee.messages())).toEqual([]);
  expect(saidIn(await lee.messages("soc"))).toEqual(["kept and edited"]);
  expect((await ana.call("/api/state").catch(() => undefined))?.status).not.toBe(200);
});

it("tells a reader who was cut off what it missed", async () => {
  const { reader, adapter } = await open();
  const ana = await reader("ana");
  const first = await ana.stream();
  const ref = await adapter.post(GENERAL, card("seen"), "k1");
  const last = await first.until(({ data }) => data.includes("seen"));
  await first[Symbol.asyncDispose]();
  await adapter.update(ref, card("seen and edited"));
  await adapter.post(GENERAL, card("missed"), "k2");
  const second = await listen(ana, last.id);
  await second.until(({ data }) => data.includes("seen and edited"));
  const missed = await second.until(({ data }) => data.includes("missed"));
  expect(JSON.parse(missed.data)).toMatchObject({ channel: "general" });
});

it("shows what another process writes to the same log", async () => {
  const log = createMemoryLog();
  const listeners = new Set<() => void>();
  const subscribeChanges = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const [here, there] = [await open(TALK, { log, subscribeChanges }), await open(TALK, { log })];
  const ana = await here.reader("ana");
  const stream = await listen(ana);
  await there.adapter.post(GENERAL, card("from the shell"), "k1");
  for (const tell of listeners) tell();
  await stream.until(({ data }) => data.includes("from the shell"));
  await here.stop();
  expect(listeners.size).toBe(0);
});

it("sees another process's message by polling alone", async () => {
  const log = createMemoryLog();
  const [here, there] = [await open(TALK, { log }), await open(TALK, { log })];
  const stream = await listen(await here.reader("ana"));
  await there.adapter.post(GENERAL, card("polled"), "k1");
  await stream.until(({ data }) => data.includes("polled"));
  expect(stream.frames.filter(({ data }) => data.includes("polled"))).toHaveLength(1);
});

it("knows how its accounts stand", async () => {
  const { adapter } = await open();
  expect(await adapter.standingOf?.({ surface: "web", id: "ana" })).toBe("member");
  expect(await adapter.standingOf?.({ surface: "web", id: "eve" })).toBe("foreign");
});
