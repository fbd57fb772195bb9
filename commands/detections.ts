/** `detections`: recent alerts of all hosts or of one. */
import { z } from "zod";
import { choice, count, days, flag, named, optionalHost, pageCursor } from "../src/chat/args.ts";
import { EXPORTS, MOST_ROWS } from "../src/chat/listing.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

const LOOK_BACK = 7;
const FEW = 20;

/** Newest first, from Alerts v2. A host that is named has to be exactly one. */
export const detections = defineCommand({
  name: "detections",
  aliases: ["alerts"],
  summary: "List recent detections, of one host or of all",
  role: "viewer",
  fillers: ["host", "hosts"],
  args: z.object({
    host: optionalHost(),
    days: days(LOOK_BACK),
    severity: choice("Severity", ["informational", "low", "medium", "high", "critical"], {
      hint: "this severity and worse",
    }),
    status: choice("Status", ["open", "new", "in_progress", "closed", "reopened"], {
      hint: "open means anything but closed",
    }),
    technique: named("Technique", "its name or MITRE id, such as T1059.001"),
    product: named("Product", "epp, idp, mobile, xdr, overwatch, ngsiem and so on"),
    limit: count("Limit", FEW, MOST_ROWS),
    chart: flag("Chart", "with a picture of when, where and how"),
    export: choice("File", EXPORTS, { hint: "attach them as csv or json" }),
    cursor: pageCursor(),
    cid: cid(),
  }),
  examples: [
    "detections",
    "detections web-01 --days 30",
    "detections --severity high --status new",
    "detections --days 30 --chart",
  ],
  run: ({ cid: tenant, host, ...query }, { signal }, services) =>
    inTenant(tenant, services, async ({ hosts, alerts }) => {
      const device = host === undefined ? undefined : await hosts.find(host, signal);
      return alerts.listCard({ ...query, ...(device === undefined ? {} : { device }) }, signal);
    }),
});
