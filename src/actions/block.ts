/**
 * `ioc.block`: have Falcon act on a hash, a domain or an address on all hosts. Files are
 * prevented by their hash; of what is on the network Falcon only raises detections, and
 * the words say so.
 */
import { z } from "zod";
import { DAY, MINUTE } from "../lib/clock.ts";
import type { Action, Look, Order } from "./action.ts";
import type { Standing } from "./effects.ts";
import { orderComment } from "./order-comment.ts";

const Params = z.object({
  /** What Falcon can do with this kind of indicator. */
  effect: z.enum(["prevent", "detect"]),
  severity: z.enum(["low", "medium", "high", "critical"]),
  days: z.number().int().positive(),
});

/** As they were signed; `days` are counted from when it was asked for, not from when it was approved. */
export type BlockParams = z.infer<typeof Params>;

/** Falcon rounds expirations. */
const ROUNDING_MS = MINUTE;

/** Reached when Falcon's indicator is in force for at least as long as was asked for. */
export const block: Action<BlockParams> = {
  kind: "ioc.block",
  target: "indicator",
  risk: "high",
  params: Params,
  words: { verb: "Block", reached: "in force", undo: "/falcon unblock removes it again" },
  countsAsIsolation: false,
  describe: ({ effect, severity, days }) => ({
    verb: effect === "prevent" ? "Block" : "Detect",
    facts: {
      Effect:
        effect === "prevent"
          ? "prevent: no host lets the file run"
          : "detect: connections raise detections; Falcon stops nothing on the network",
      Severity: severity,
      "For how long": `${days} ${days === 1 ? "day" : "days"}, then it expires`,
    },
  }),
  execute: (order, { indicators }, signal) =>
    indicators.block(
      order.target,
      { severity: order.params.severity, endsAt: endOf(order), comment: orderComment(order) },
      signal,
    ),
  async look(orders, { indicators }, signal) {
    const standing = await indicators.standing([...new Set(orders.map(({ target }) => target))], signal);
    return new Map(
      orders.map((order): readonly [typeof order, Look] => [
        order,
        lookAt(order, standing.get(order.target)),
      ]),
    );
  },
};

const endOf = ({ askedAt, params }: Order<BlockParams>): number => askedAt + params.days * DAY;

/** In force for at least as long as was asked for. */
function lookAt(order: Order<BlockParams>, standing: Standing | undefined): Look {
  if (standing?.isBlocked !== true) return { progress: "untouched" };
  const isLong = (standing.endsAt ?? Number.POSITIVE_INFINITY) >= endOf(order) - ROUNDING_MS;
  return { progress: isLong ? "reached" : "untouched" };
}
