/** Messages pinned to their channel. */
import { find, Refusal, writable, type Method } from "./call.ts";

const MOST_PINS = 100;

export const pins: Readonly<Record<string, Method>> = {
  "pins.add": (call) => {
    const channel = writable(call);
    const { ts } = find(call, call.args["timestamp"]);
    if (channel.pins.has(ts)) throw new Refusal("already_pinned");
    if (channel.pins.size >= MOST_PINS) throw new Refusal("too_many_pins");
    channel.pins.add(ts);
    return {};
  },
  "pins.remove": (call) => {
    const { ts } = find(call, call.args["timestamp"]);
    if (!writable(call).pins.delete(ts)) throw new Refusal("no_pin");
    return {};
  },
};
