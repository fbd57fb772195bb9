/** `scan`: ask for an on-demand scan of one host. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { UserError } from "../src/lib/errors.ts";
import { defineCommand } from "./define.ts";
import { askedCard, askerOf, privately } from "./propose.ts";

const MOST_PATHS = 20;

/** Without paths the whole host, from its root. One request a host; up to twenty paths. */
export const scan = defineCommand({
  name: "scan",
  summary: "Ask for an on-demand scan of a host",
  role: "responder",
  changes: true,
  audience: "actor",
  agents: "propose",
  fillers: ["host", "hosts"],
  args: z.object({
    host: arg.host(),
    paths: arg.optionalRest(
      "Paths",
      "what to scan, separated by spaces, quoted where they hold some; all unless said",
    ),
  }),
  examples: ["scan WIN-FIN-07", 'scan WIN-FIN-07 "C:\\Users\\Public" C:\\Temp'],
  async run({ host, paths }, moment, services) {
    const device = await services.hosts.find(host, moment.signal);
    const written = paths === undefined ? [] : pathsIn(paths);
    if (written.length > MOST_PATHS) throw new UserError(`One scan may name at most ${MOST_PATHS} paths.`);
    const isWindows = device.platform.is("windows");
    const row = await services.approvals.propose(
      {
        kind: "scan",
        params: { paths: written.length > 0 ? written : [isWindows ? "C:\\" : "/"] },
        targets: [device.id],
        reason:
          written.length > 0 ? "an on-demand scan of the paths named" : "an on-demand scan of the whole host",
        isEmergency: false,
      },
      askerOf(moment),
      moment.signal,
    );
    return privately(askedCard(row, services));
  },
});

/** A drive, a root, a share, a variable or a pattern: where a path begins. */
const BEGINNING = /^(?:[a-z]:|[\\/*%~$])/i;

/** Quoted paths as they are; elsewhere a word that begins no path belongs to the one before. */
function pathsIn(written: string): readonly string[] {
  const paths: string[] = [];
  for (const [, double, single, bare] of written.matchAll(/"([^"]+)"|'([^']+)'|(\S+)/g)) {
    const before = paths.pop();
    const isMore = bare !== undefined && before !== undefined && !BEGINNING.test(bare);
    if (isMore) paths.push(`${before} ${bare}`);
    else paths.push(...(before === undefined ? [] : [before]), double ?? single ?? bare ?? "");
  }
  return paths;
}
