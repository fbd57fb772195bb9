/** Reads the hosts' own records for the two changes of network containment. */
import type { Progress } from "../approvals/execution-machine.ts";
import type { Look, Order } from "./action.ts";
import type { Effects } from "./effects.ts";

/** One read for all orders. `reading` says what a `status` means for the wanted change. */
export const lookAtContainment =
  (reading: (status: string) => Progress) =>
  async <Params>(
    orders: readonly Order<Params>[],
    { hosts }: Effects,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<Order<Params>, Look>> => {
    const statuses = await hosts.statuses([...new Set(orders.map(({ target }) => target))], signal);
    return new Map(
      orders.flatMap((order): readonly [Order<Params>, Look][] => {
        const status = statuses.get(order.target);
        return status === undefined ? [] : [[order, { progress: reading(status) }]];
      }),
    );
  };
