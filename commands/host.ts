/** `host`: one machine, with everything that is known of it. */
import { z } from "zod";
import { host as hostArg } from "../src/chat/args.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

/** By name, device id or IP address. Exactly one, else it asks which. */
export const host = defineCommand({
  name: "host",
  summary: "Show a host: state, people, addresses, open alerts",
  role: "viewer",
  fillers: ["host", "hosts"],
  args: z.object({ host: hostArg(), cid: cid() }),
  examples: ["host WIN-FIN-07", "host 10.20.30.40"],
  run: (args, { signal }, services) =>
    inTenant(args.cid, services, ({ hosts, alerts }) => hosts.card(args.host, alerts, signal)),
});
