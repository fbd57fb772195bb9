/** `ioc.unblock`: take a value out of our own tenant's custom indicators. */
import { z } from "zod";
import type { Action, Look } from "./action.ts";
import type { Standing } from "./effects.ts";
import { orderComment } from "./order-comment.ts";

const Params = z.object({});

/** Only our own tenant's indicator goes. One that says *allow* is left alone and named as the reason. */
export const unblock: Action<z.infer<typeof Params>> = {
  kind: "ioc.unblock",
  target: "indicator",
  risk: "high",
  params: Params,
  words: { verb: "Unblock", reached: "removed", undo: "/falcon block puts it back" },
  countsAsIsolation: false,
  execute: (order, { indicators }, signal) => indicators.unblock(order.target, orderComment(order), signal),
  async look(orders, { indicators }, signal) {
    const standing = await indicators.standing([...new Set(orders.map(({ target }) => target))], signal);
    return new Map(
      orders.map((order): readonly [typeof order, Look] => [order, lookAt(standing.get(order.target))]),
    );
  },
};

function lookAt(standing: Standing | undefined): Look {
  if (standing === undefined) return { progress: "reached" };
  return standing.isAllowed
    ? { progress: "gone", why: "it is allowed now, not blocked; that is changed in Falcon" }
    : { progress: "untouched" };
}
