/** What the bot says reaches those whom it is for, in one place each, and can be mended there. */
import { expect, it, vi } from "vitest";
import { PlaceGone } from "../../../src/chat/adapter.ts";
import { buttons, card, runs, text, toned } from "../../../src/chat/card.ts";
import type { Open } from "./harness.ts";

const HOST = { host: "WIN-01" };

export function messages(open: Open): void {
  it("an answer for the channel is seen by others", async () => {
    const harness = await open();
    harness.bot.answer = () => ({ card: card("WIN-01", text("is online")), audience: "channel" });
    await harness.say(harness.ana, "host", HOST);
    await vi.waitFor(async () => expect(await harness.messages()).toHaveLength(1));
    expect((await harness.messages())[0]?.text).toContain("is online");
    expect(await harness.privateWords(harness.lee)).toEqual([]);
  });

  it.each(["actor", "channel"] as const)(
    "an answer for the actor is seen only by them, though the %s was expected to see it",
    async (expected) => {
      const harness = await open();
      harness.bot.audience = expected;
      harness.bot.answer = () => ({ card: card("No", text("not for others")), audience: "actor" });
      await harness.say(harness.ana, "host", HOST);
      await vi.waitFor(async () => expect(await harness.privateWords(harness.ana)).toHaveLength(1));
      expect((await harness.privateWords(harness.ana))[0]).toContain("not for others");
      expect(await harness.privateWords(harness.lee)).toEqual([]);
      expect(JSON.stringify(await harness.messages())).not.toContain("not for others");
    },
  );

  it("a posted card can be updated in place and found again by its key", async () => {
    const { adapter, place, messages: seen } = await open();
    const pending = card("Pending", text("waiting"), buttons(runs("Approve", "approve", { request: "r" })));
    const ref = await adapter.post(place, pending, "delivery-1");
    const other = await adapter.post(place, card("Other"), "delivery-2");
    await adapter.update(ref, toned("good", "Contained", text("done")));
    const shown = await seen();
    expect(shown.map(({ id }) => id)).toEqual([ref.message, other.message]);
    expect(shown[0]?.text).toContain("Contained");
    expect(shown[0]?.text).not.toContain("waiting");
    expect(shown[0]?.labels).toEqual([]);
    expect(await adapter.find?.(place, "delivery-1")).toEqual(ref);
    expect(await adapter.find?.(place, "delivery-2")).toEqual(other);
    expect(await adapter.find?.(place, "delivery-3")).toBeUndefined();
  });

  it("a message is pinned once however often that is said, is edited as ever, and is let go", async () => {
    const { adapter, place, pins } = await open();
    const ref = await adapter.post(place, card("RTR on WIN-01"), "k1");
    const other = await adapter.post(place, card("Other"), "k2");
    await adapter.pin?.(ref, true);
    await adapter.pin?.(ref, true);
    await adapter.update(ref, card("RTR on WIN-01", text("C:\\Windows")));
    expect(await pins()).toEqual([ref.message]);
    await adapter.pin?.(other, false);
    await adapter.pin?.(ref, false);
    expect(await pins()).toEqual([]);
  });

  it("what may not be pinned is posted and edited all the same", async () => {
    const { adapter, place, pins, forbidPins, messages: seen } = await open();
    const ref = await adapter.post(place, card("RTR on WIN-01"), "k1");
    forbidPins?.();
    await adapter.pin?.(ref, true);
    if (forbidPins !== undefined) expect(await pins()).toEqual([]);
    await adapter.update(ref, card("RTR on WIN-01", text("closed")));
    expect((await seen())[0]?.text).toContain("closed");
  });

  it("a private message reaches one person, once for one key", async () => {
    const { adapter, place, ana, lee, messages: seen, privateWords } = await open();
    const direct = card("Verified", text("your host is contained"));
    const first = await adapter.direct?.({ surface: place.surface, id: ana }, direct, "told-1");
    const again = await adapter.direct?.({ surface: place.surface, id: ana }, direct, "told-1");
    expect(first).toBeDefined();
    expect(again).toEqual(first);
    const words = await privateWords(ana);
    expect(words).toHaveLength(1);
    expect(words[0]).toContain("your host is contained");
    expect(await privateWords(lee)).toEqual([]);
    expect(await seen()).toEqual([]);
  });

  it("updating a message that is gone throws PlaceGone", async () => {
    const { adapter, place, remove } = await open();
    const ref = await adapter.post(place, card("x"), "k");
    await remove?.(ref.message);
    const gone = remove === undefined ? { ...ref, message: "never-was" } : ref;
    await expect(adapter.update(gone, card("y"))).rejects.toThrow(PlaceGone);
  });

  it("stops for good, and a second start works", async () => {
    const harness = await open();
    const { adapter, bot, ana, place } = harness;
    expect(adapter.isReady()).toBe(true);
    await adapter.stop();
    expect(adapter.isReady()).toBe(false);
    // Stopping twice is no fault: shutdown may come while starting up fails.
    await adapter.stop();
    if (harness.connections !== undefined)
      await vi.waitFor(() => expect(harness.connections?.()).toBe(0), 5_000);
    const again = await harness.restart();
    await vi.waitFor(() => expect(again.isReady()).toBe(true), 5_000);
    const ref = await again.post(place, card("back"), "k");
    expect((await harness.messages()).map(({ id }) => id)).toEqual([ref.message]);
    await harness.say(ana, "status");
    await vi.waitFor(() => expect(bot.kept).toHaveLength(1));
  });
}
