/** Foreign text pings nobody, leads nowhere and hides no device id, on every card of the product. */
import { expect, it } from "vitest";
import { card } from "../../../src/chat/card.ts";
import type { Open } from "./harness.ts";
import { HIDDEN } from "./hostile.ts";
import { productCards } from "./product-cards.ts";

const EMPTY = card("");
/** Up to here every host has facts of its own, and its id stands on the message itself. */
const DETAILED = 4;

export function hostileText(open: Open): void {
  it(
    "pings nobody, links nowhere and keeps the device ids readable on every card, posted and redrawn",
    { timeout: 60_000 },
    async () => {
      const { adapter, room, messages, pings } = await open();
      const cards = await productCards();
      const refs = await Promise.all(cards.map(({ name, card }, n) => adapter.post(room(n), card, name)));
      await Promise.all(refs.map((ref, n) => adapter.update(ref, cards[n]?.card ?? EMPTY)));
      const seen = new Map((await messages()).map((message) => [message.id, message]));
      const faults = cards.flatMap(({ name, ids }, n) => {
        const { text = "", attached = "" } = seen.get(refs[n]?.message ?? "") ?? {};
        // Where a platform has no room for a long table, the rest is in the card's own file.
        const readable = ids.length > DETAILED ? text + attached : text;
        return [
          ...(text === "" ? ["cannot be read"] : []),
          ...(HIDDEN.test(text) ? ["holds hidden characters"] : []),
          ...ids.filter((id) => !readable.includes(id)).map((id) => `does not show ${id}`),
        ].map((fault) => `${name} ${fault}`);
      });
      expect(faults).toEqual([]);
      expect(await pings()).toEqual([]);
    },
  );

  it("pings nobody when an answer carries it, to all or to one", async () => {
    const harness = await open();
    const [, , hostile] = await productCards();
    for (const audience of ["channel", "actor"] as const) {
      harness.bot.answer = () => hostile && { card: hostile.card, audience };
      await harness.say(harness.ana, "status");
    }
    const end = Date.now() + 5_000;
    const isThere = async (): Promise<boolean> =>
      (await harness.messages()).length + (await harness.privateWords(harness.ana)).length === 2;
    while (!(await isThere()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await isThere()).toBe(true);
    expect(await harness.pings()).toEqual([]);
  });
}
