/** `incidents`: Falcon's cases, and the incidents of tenants that still have them. */
import { z } from "zod";
import { choice, count, days, pageCursor } from "../src/chat/args.ts";
import { EXPORTS, MOST_ROWS } from "../src/chat/listing.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

const LOOK_BACK = 30;
const FEW = 20;

/** The older incidents only where the tenant still answers for them. */
export const incidents = defineCommand({
  name: "incidents",
  aliases: ["cases"],
  summary: "List cases and incidents",
  role: "viewer",
  args: z.object({
    days: days(LOOK_BACK),
    status: choice("Status", ["open", "new", "in_progress", "closed", "reopened"], {
      hint: "open means anything but closed",
    }),
    severity: choice("Severity", ["informational", "low", "medium", "high", "critical"], {
      hint: "this severity and worse",
    }),
    limit: count("Limit", FEW, MOST_ROWS),
    export: choice("File", EXPORTS, { hint: "attach them as csv or json" }),
    cursor: pageCursor(),
    cid: cid(),
  }),
  examples: ["incidents", "incidents --status open --severity high", "cases --days 7"],
  run: ({ cid: tenant, ...request }, { signal }, services) =>
    inTenant(tenant, services, ({ cases }) => cases.listCard(request, signal)),
});
