/** `vulns`: vulnerabilities of one host or of all, with what Falcon says has to be done. */
import { z } from "zod";
import { choice, count, named, optionalDays, optionalHost, pageCursor } from "../src/chat/args.ts";
import { EXPORTS, MOST_ROWS } from "../src/chat/listing.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

const FEW = 20;

/** Spotlight's, open ones unless `--status` says otherwise. */
export const vulns = defineCommand({
  name: "vulns",
  aliases: ["vulnerabilities"],
  summary: "List vulnerabilities, of one host or of all",
  role: "viewer",
  fillers: ["host", "hosts"],
  args: z.object({
    host: optionalHost(),
    days: optionalDays(),
    severity: choice("Severity", ["low", "medium", "high", "critical"], { hint: "this severity and worse" }),
    status: choice("Status", ["open", "reopen", "closed", "expired", "any"], {
      hint: "open includes those opened again; open unless you say otherwise",
    }),
    cve: named("CVE", "its id, such as CVE-2026-12345"),
    limit: count("Limit", FEW, MOST_ROWS),
    export: choice("File", EXPORTS, { hint: "attach them as csv or json" }),
    cursor: pageCursor(),
    cid: cid(),
  }),
  examples: ["vulns WIN-FIN-07", "vulns --severity critical --days 7", "vulns --cve CVE-2026-12345"],
  run: ({ cid: tenant, host, status = "open", ...request }, { signal }, services) =>
    inTenant(tenant, services, async ({ hosts, vulnerabilities }) => {
      const device = host === undefined ? undefined : await hosts.find(host, signal);
      return vulnerabilities.listCard({ ...request, status, device }, signal);
    }),
});
