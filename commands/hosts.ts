/** `hosts`: search the machines. Text means names; a filter in Falcon's own language is taken as it is. */
import { z } from "zod";
import { choice, count, named, optionalRest, pageCursor } from "../src/chat/args.ts";
import { EXPORTS, MOST_ROWS } from "../src/chat/listing.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

const FEW = 20;

export const hosts = defineCommand({
  name: "hosts",
  summary: "Search hosts by name, state or filter",
  role: "viewer",
  fillers: ["host", "hosts"],
  args: z.object({
    text: optionalRest("Text or FQL", "the beginning or a part of a name, an IP address, or a Falcon filter"),
    platform: choice("Platform", ["windows", "mac", "linux"]),
    status: choice("Containment", [
      "normal",
      "contained",
      "pending",
      "containment_pending",
      "lift_containment_pending",
    ]),
    tag: named("Tag", "with or without FalconGroupingTags/"),
    group: named("Host group", "the group's name or id"),
    limit: count("Limit", FEW, MOST_ROWS),
    export: choice("File", EXPORTS, { hint: "attach them as csv or json" }),
    cursor: pageCursor(),
    cid: cid(),
  }),
  examples: [
    "hosts web",
    "hosts --status contained",
    "hosts --group Servers",
    "hosts product_type_desc:'Server' --platform linux",
  ],
  run: ({ cid: tenant, ...query }, { signal }, services) =>
    inTenant(tenant, services, (lookUps) => lookUps.hosts.listCard(query, signal)),
});
