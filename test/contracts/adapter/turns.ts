/** What people do becomes turns: once each, with who, where and what. */
import { expect, it } from "vitest";
import { buttons, card, runs, text } from "../../../src/chat/card.ts";
import { until } from "../../adapters/slack/bot-double.ts";
import type { Harness, Open } from "./harness.ts";

const HOST = { host: "WIN-01" };

export function turns(open: Open): void {
  it("a line becomes one turn with account, place and text", async () => {
    const { bot, place, ana, hears, say } = await open();
    await say(ana, "host", HOST);
    await until("the turn", () => bot.heard.length > 0);
    const input =
      hears === "line"
        ? { kind: "line", text: "host WIN-01" }
        : { kind: "options", command: "host", values: HOST };
    expect(bot.kept).toHaveLength(1);
    expect(bot.kept[0]).toMatchObject({
      account: { surface: place.surface, id: ana },
      place,
      input,
      askedBy: "person",
    });
  });

  it("words to the bot in a conversation become one line, where a surface has conversations", async () => {
    const { bot, ana, mention, say } = await open();
    if (mention === undefined) await say(ana, "host", HOST);
    else await mention(ana, "host WIN-01");
    await until("the turn", () => bot.kept.length > 0);
    expect(bot.kept.map(({ input }) => input)).toEqual([{ kind: "line", text: "host WIN-01" }]);
  });

  it("a pressed button comes back as the very token that was sealed", async () => {
    const { adapter, bot, place, lee, press } = await open();
    const approve = runs("Approve", "approve", { request: "r1" }, "primary");
    const deny = runs("Deny", "deny", { request: "r1" }, "danger");
    const ref = await adapter.post(place, card("Isolate?", buttons(approve, deny)), "k");
    await press(lee, ref.message, "Deny");
    await until("the turn", () => bot.kept.length > 0);
    expect(bot.kept[0]).toMatchObject({
      account: { id: lee },
      input: { kind: "press", token: bot.seal(deny.press) },
    });
  });

  it.each([2, 9])("one of %i choices comes back as the very token that was sealed", async (count) => {
    const { adapter, bot, place, ana, choose, press } = await open();
    const options = Array.from({ length: count }, (_, n) => ({
      label: `WIN-0${n}`,
      detail: `id-${n}, seen today`,
      press: { command: "host", args: { host: `id-${n}` }, as: "run" as const },
    }));
    const which = card("Which one?", { kind: "choice", prompt: "Several match", options });
    const ref = await adapter.post(place, which, "k");
    // Few choices may be drawn as buttons.
    await choose(ana, ref.message, "WIN-01").catch(() => press(ana, ref.message, "WIN-01"));
    await until("the turn", () => bot.kept.length > 0);
    const chosen = options[1]?.press ?? { command: "", args: {}, as: "run" };
    expect(bot.kept[0]?.input).toEqual({ kind: "press", token: bot.seal(chosen) });
  });

  it("a form opens before any work, tells faults by field, loses nothing and brings its values back", async () => {
    const harness = await open();
    const { bot, ana, place } = harness;
    bot.opensForms = true;
    bot.faults = ({ reason = "" }) => (reason.length < 3 ? { reason: "Reason: say a little more." } : {});
    const form = await harness.openForm(ana, "isolate");
    expect(bot.heard).toEqual([]);
    const refused = await form.send({ hosts: "WIN-01", reason: "x" });
    expect(bot.heard).toEqual([]);
    expect(refused.faults).toContain("Reason: say a little more.");
    expect(refused.again?.values).toEqual({ hosts: "WIN-01", reason: "x" });
    const values = { hosts: "WIN-01", reason: "beaconing <!channel> & *more*\nsecond line" };
    await refused.again?.send(values);
    await until("the turn", () => bot.kept.length > 0);
    expect(bot.kept[0]).toMatchObject({
      account: { id: ana },
      place,
      input: { kind: "form", command: "isolate", values },
    });
  });

  it("the same event delivered three times is one turn with one answer", async () => {
    const harness = await open();
    const { bot, ana } = harness;
    bot.answer = () => ({ card: card("Here", text("found")), audience: "channel" });
    await harness.say(ana, "host", HOST);
    await harness.redeliver(2);
    // What is heard after it was delivered after it.
    await harness.say(ana, "status");
    await untilSeen(harness, 2);
    expect(new Set(bot.heard.map(({ id }) => id)).size).toBe(2);
    expect(bot.kept).toHaveLength(2);
    expect(await harness.messages()).toHaveLength(2);
  });
}

async function untilSeen(harness: Harness, count: number): Promise<void> {
  const end = Date.now() + 5_000;
  while ((await harness.messages()).length < count) {
    if (Date.now() > end) throw new Error(`${count} messages never came`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
