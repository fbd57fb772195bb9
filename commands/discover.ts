/** `discover`: what is on the network, with a sensor or without. */
import { z } from "zod";
import { choice, count, days, optionalRest, pageCursor } from "../src/chat/args.ts";
import { EXPORTS, MOST_ROWS } from "../src/chat/listing.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

const LOOK_BACK = 30;
const FEW = 20;

/** Hosts of Falcon Discover; unmanaged ones could have a sensor and have none. */
export const discover = defineCommand({
  name: "discover",
  aliases: ["assets"],
  summary: "Find assets on the network, with a sensor or without",
  role: "viewer",
  fillers: ["asset", "assets"],
  args: z.object({
    text: optionalRest("Text or FQL", "a part of a name, an IP or MAC address, or a Falcon filter"),
    days: days(LOOK_BACK),
    status: choice("Status", ["unmanaged", "managed", "unsupported"], {
      hint: "unmanaged: it could have a sensor and has none",
    }),
    limit: count("Limit", FEW, MOST_ROWS),
    export: choice("File", EXPORTS, { hint: "attach them as csv or json" }),
    cursor: pageCursor(),
    cid: cid(),
  }),
  examples: ["discover --status unmanaged", "discover printer", "discover 10.20.10.14 --days 7"],
  run: ({ cid: tenant, ...request }, { signal }, services) =>
    inTenant(tenant, services, ({ assets }) => assets.listCard(request, signal)),
});
