/** `report`: an incident in writing, from what Falconer and Falcon have recorded. */
import { z } from "zod";
import { days, word } from "../src/chat/args.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

const LOOK_BACK = 7;
/** Links to alerts are long. */
const LONGEST = 2_000;

/** The last seven days unless `--days` says otherwise, from the hosts and alerts of one tenant. */
export const report = defineCommand({
  name: "report",
  summary: "Write an incident report about a host, an alert, a request or a session",
  role: "viewer",
  fillers: ["on", "about", "host", "alert", "request", "approval", "session"],
  args: z.object({
    about: word("About", "a host, or the id of an alert, a request or a session", "host", LONGEST),
    days: days(LOOK_BACK),
    cid: cid(),
  }),
  examples: [
    "report WIN-FIN-07",
    "report ind:0123456789abcdef0123456789abcdef:1234-5678-90",
    "report web-01 --days 30",
  ],
  run: ({ cid: tenant, ...args }, { person, signal }, services) =>
    inTenant(tenant, services, ({ hosts, alerts }) =>
      services.reports.card({ ...args, madeFor: person.name, records: { hosts, alerts } }, signal),
    ),
});
