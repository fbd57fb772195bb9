/** What people do on the console, over real HTTP and a real event stream. */
import { expect, it } from "vitest";
import type { ConsoleMessage } from "../../../adapters/web/index.ts";
import type { ButtonView, CardView, FormView, MessageView } from "../../../adapters/web/view.ts";
import { wordsOf } from "../../../adapters/web/ui/inline.ts";
import { buttons, card, runs, text } from "../../../src/chat/card.ts";
import { GENERAL, TALK, ended, listen, open, saidIn } from "./talk.ts";

const buttonOf = (message: MessageView): ButtonView => {
  const block = message.card.blocks.find(({ kind }) => kind === "buttons");
  if (block?.kind !== "buttons") throw new Error("no buttons");
  return block.buttons[0]!;
};

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

it("shows a line and its answer to everybody, the line first", async () => {
  const { reader, bot } = await open();
  const [ana, lee] = [await reader("ana"), await reader("lee")];
  const stream = await listen(lee);
  expect(await ana.say("/falcon hosts <b>win</b>")).toMatchObject({ outcome: "running" });
  await stream.until(({ event, data }) => event === "message" && data.includes("said "));
  expect(saidIn(await lee.messages())).toEqual(["Ana Diaz: hosts <b>win</b>", "said hosts <b>win</b>"]);
  expect(bot.taken).toMatchObject([
    {
      account: { surface: "web", id: "ana", standing: "member" },
      input: { text: "hosts <b>win</b>" },
      askedBy: "person",
    },
  ]);
});

it("keeps a private answer, and the line that asked for it, from everybody else", async () => {
  const { reader, adapter } = await open();
  const [ana, lee] = [await reader("ana"), await reader("lee")];
  const [anas, lees] = [await listen(ana), await listen(lee)];
  await ana.say("secret plans");
  await anas.until(ended);
  await adapter.post(GENERAL, card("to all"), "k1");
  await lees.until(({ data }) => data.includes("to all"));
  expect(lees.frames.some(({ data }) => data.includes("secret") || data.includes("ana"))).toBe(false);
  expect(saidIn(await lee.messages())).toEqual(["to all"]);
  expect((await ana.messages()).map(({ isPrivate }) => isPrivate)).toEqual([true, true, false]);
});

it("tells the actor, and only the actor, that a turn has ended", async () => {
  const { reader, adapter } = await open();
  const [ana, lee] = [await reader("ana"), await reader("lee")];
  const [anas, lees] = [await listen(ana), await listen(lee)];
  const id = crypto.randomUUID();
  await ana.say("hello", { id });
  expect((await anas.until(ended)).data).toBe(JSON.stringify({ turn: id, state: "done" }));
  await adapter.post(GENERAL, card("later"), "k1");
  await lees.until(({ data }) => data.includes("later"));
  expect(lees.frames.some(ended)).toBe(false);
});

it("says that a turn failed when its work did", async () => {
  const { reader, faults } = await open({
    answer() {
      throw new Error("broken");
    },
  });
  const ana = await reader("ana");
  const stream = await listen(ana);
  await ana.say("hello");
  expect(JSON.parse((await stream.until(ended)).data)).toMatchObject({ state: "failed" });
  expect(faults).toHaveLength(1);
});

it("tells a page that comes back which of its turns still run", async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { reader } = await open({
    async answer() {
      await held;
      return undefined;
    },
  });
  const ana = await reader("ana");
  const id = crypto.randomUUID();
  await ana.say("slow", { id });
  const first = await (await listen(ana)).until(({ event }) => event === "hello");
  expect(JSON.parse(first.data)).toEqual({ running: [id] });
  release();
});

it("runs a turn once however often the page asks, and never for another person's id", async () => {
  const { reader, bot } = await open();
  const [ana, lee] = [await reader("ana"), await reader("lee")];
  const stream = await listen(ana);
  const id = crypto.randomUUID();
  expect(await ana.say("once", { id })).toMatchObject({ outcome: "running" });
  expect(await ana.say("once", { id })).toMatchObject({ outcome: "seen" });
  expect(await lee.say("mine", { id })).toMatchObject({ outcome: "running" });
  await stream.until(({ data }) => data.includes('"mine"'));
  expect(bot.taken.map(({ account }) => account.id)).toEqual(["ana", "lee"]);
  expect(saidIn(await ana.messages()).filter((line) => line.startsWith("Ana"))).toHaveLength(1);
});

it("opens a form, adds what was looked up, names faults by field and runs what is right", async () => {
  const { reader, bot } = await open();
  const ana = await reader("ana");
  const stream = await listen(ana);
  const input = { kind: "line", text: "form" };
  expect(await ana.say("form")).toMatchObject({ outcome: "form", form: { title: "Isolate", intro: [] } });
  const { json } = await ana.call("/api/elaborate", { input });
  expect((json as { form: FormView }).form.intro).toEqual(["last user ", { odd: "svc⟦U+202E⟧" }]);
  expect(bot.taken).toEqual([]);

  const send = (values: object) =>
    ana.call("/api/turn", {
      id: crypto.randomUUID(),
      channel: "general",
      input: { kind: "form", command: "isolate", values },
    });
  expect((await send({})).json).toEqual({ outcome: "faults", faults: { reason: "Say why." } });
  expect((await send({ reason: "beaconing" })).json).toMatchObject({ outcome: "running" });
  await stream.until(ended);
  expect(bot.taken).toMatchObject([{ input: { kind: "form", values: { reason: "beaconing" } } }]);
});

it("brings a press back as the token that was sealed, with its thread", async () => {
  const { reader, bot, adapter } = await open();
  const root = await adapter.post(GENERAL, card("root"), "root");
  await adapter.post(
    { ...GENERAL, thread: root.message },
    card("reply", buttons(runs("Go", "go", { n: "7" }))),
    "reply",
  );
  const ana = await reader("ana");
  const reply = (await ana.messages()).find(({ thread }) => thread === root.message)!;
  const input = { kind: "press", token: buttonOf(reply).token };
  const stream = await listen(ana);
  await ana.call("/api/turn", { id: crypto.randomUUID(), channel: "general", thread: root.message, input });
  await stream.until(ended);
  expect(bot.taken).toMatchObject([{ input, place: { ...GENERAL, thread: root.message } }]);
  expect((await ana.messages()).at(-1)).toMatchObject({ thread: root.message });
});

it("answers a press on what everybody sees in its thread, and on a private word beside it", async () => {
  const { reader, adapter } = await open();
  const ana = await reader("ana");
  const press = async (message: MessageView): Promise<MessageView> => {
    const before = (await ana.messages()).map(({ id }) => id);
    const input = { kind: "press", token: buttonOf(message).token };
    await ana.call("/api/turn", { id: crypto.randomUUID(), channel: "general", message: message.id, input });
    return until(async () => (await ana.messages()).find(({ id }) => !before.includes(id)));
  };
  await adapter.post(GENERAL, card("alert", buttons(runs("Details", "alert", { id: "1" }))), "alert");
  const [alert] = await ana.messages();
  expect(await press(alert!)).toMatchObject({ thread: alert!.id, isPrivate: false });
  await ana.say("secret plan");
  const whisper = await until(async () =>
    (await ana.messages()).find(({ author, isPrivate }) => isPrivate && author === undefined),
  );
  expect((await press(whisper)).thread).toBeUndefined();
});

it("runs a page's command in private and posts nothing", async () => {
  const { reader, bot } = await open();
  const lee = await reader("lee");
  const { json } = await lee.call("/api/page", { command: "approvals" });
  expect(wordsOf((json as { card: CardView }).card.title)).toBe("said approvals");
  expect(bot.taken).toMatchObject([
    { input: { kind: "options", command: "approvals" }, place: { channel: "approvals" } },
  ]);
  for (const channel of ["general", "approvals"]) expect(await lee.messages(channel)).toEqual([]);
  expect((await lee.call("/api/page", { command: "isolate" })).status).toBe(400);
  const values = { severity: "high" };
  await lee.call("/api/page", { command: "detections", values });
  expect(bot.taken.at(-1)).toMatchObject({ input: { kind: "options", command: "detections", values } });
});

it("says so when a page's command gives no answer", async () => {
  const { reader } = await open({ answer: () => undefined });
  expect((await (await reader("lee")).call("/api/page", { command: "audit" })).status).toBe(504);
});

it("offers commands, completions and the overview, and tells when the overview changed", async () => {
  const { reader, adapter } = await open({
    ...TALK,
    suggest: (line) => [{ value: "WIN-1", label: `for ${line}` }],
    overview: () => card("waiting", text("one")),
  });
  const ana = await reader("ana");
  const stream = await listen(ana);
  expect((await ana.call("/api/suggest?line=%2Fhost%20W")).json).toEqual({
    suggestions: [{ value: "WIN-1", label: "for host W" }],
  });
  expect((await ana.call("/api/overview")).json).toMatchObject({ card: { title: ["waiting"] } });
  adapter.overviewChanged?.();
  await stream.until(({ event }) => event === "overview");
});

it("keeps a line as it may be kept", async () => {
  const { reader, log, bot } = await open(TALK, { echo: (line) => line.replace(/hunter2/, "••••") });
  const ana = await reader("ana");
  const stream = await listen(ana);
  await ana.say("map hunter2");
  await stream.until(ended);
  const kept: readonly ConsoleMessage[] = await log.list("general", "ana", 9);
  expect(JSON.stringify(kept[0])).toContain("map ••••");
  expect(bot.taken).toMatchObject([{ input: { text: "map hunter2" } }]);
});

it("hands files over with a line, or without one, and reads them back bounded", async () => {
  const { reader, bot, adapter } = await open();
  const ana = await reader("ana");
  const files = [{ name: "collect é.ps1", base64: Buffer.from("whoami\r\n").toString("base64") }];
  expect(await ana.say("runscript", { files })).toMatchObject({ outcome: "running" });
  expect(await ana.say("", { files })).toMatchObject({ outcome: "running" });
  expect(await ana.say("")).toHaveProperty("error");
  expect(bot.taken.map(({ files: taken = [] }) => taken.map(({ sizeBytes }) => sizeBytes))).toEqual([
    [8],
    [8],
  ]);
  const [file] = bot.taken[0]?.files ?? [];
  const never = new AbortController().signal;
  expect(await adapter.readFile?.(file!, 8, never)).toEqual({
    outcome: "read",
    bytes: new Uint8Array(Buffer.from("whoami\r\n")),
  });
  expect(await adapter.readFile?.(file!, 7, never)).toEqual({ outcome: "too-large" });
  expect(JSON.stringify(await ana.messages())).toContain("collect é.ps1");
});
