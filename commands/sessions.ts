/** `sessions`: who worked on which host over RTR, by our own record and by Falcon's. */
import { z } from "zod";
import { choice, count, days, pageCursor } from "../src/chat/args.ts";
import { EXPORTS, MOST_ROWS } from "../src/chat/listing.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

const LOOK_BACK = 7;
const FEW = 20;

/** Everybody's where Falcon's audit of RTR is open to us, else this API client's own. */
export const sessions = defineCommand({
  name: "sessions",
  summary: "List RTR sessions, ours and everybody's",
  role: "viewer",
  args: z.object({
    days: days(LOOK_BACK),
    status: choice("Status", ["active", "ended", "queued"], { hint: "queued ones wait for their host" }),
    limit: count("Limit", FEW, MOST_ROWS),
    export: choice("File", EXPORTS, { hint: "attach them as csv or json" }),
    cursor: pageCursor(),
    cid: cid(),
  }),
  examples: ["sessions", "sessions --status active", "sessions --days 30"],
  run: ({ cid: tenant, ...request }, { signal }, services) =>
    inTenant(tenant, services, (lookUps) => lookUps.sessions.listCard(request, signal)),
});
