/** `iocs`: the customer's own indicators, all or those of one value. */
import { z } from "zod";
import { choice, count, optionalDays, optionalWord, pageCursor } from "../src/chat/args.ts";
import { EXPORTS, MOST_ROWS } from "../src/chat/listing.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

const FEW = 20;

/** Of our own tenant's indicator list, not of CrowdStrike's intelligence. */
export const iocs = defineCommand({
  name: "iocs",
  aliases: ["ioc"],
  summary: "List custom indicators, or look one up",
  role: "viewer",
  fillers: ["indicator", "indicators"],
  args: z.object({
    value: optionalWord("Indicator", "a hash, domain or IP address, defanged or not, or a part of one"),
    days: optionalDays(),
    type: choice("Type", ["sha256", "md5", "domain", "ipv4", "ipv6"]),
    severity: choice("Severity", ["informational", "low", "medium", "high", "critical"], {
      hint: "this severity and worse",
    }),
    limit: count("Limit", FEW, MOST_ROWS),
    export: choice("File", EXPORTS, { hint: "attach them as csv or json" }),
    cursor: pageCursor(),
    cid: cid(),
  }),
  examples: ["iocs", "iocs evil[.]example", "iocs --type sha256 --severity high --days 30"],
  run: ({ cid: tenant, ...request }, { signal }, services) =>
    inTenant(tenant, services, ({ indicators }) => indicators.listCard(request, signal)),
});
