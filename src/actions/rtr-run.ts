/**
 * `rtr.run`: one command on one host, or on the hosts of a fleet, exactly as it was typed. Carrying it out lets it take its
 * turn in its session, whose process sends it once; what became of it is read from its row.
 */
import { z } from "zod";
import { code, mono, strong, text, textFile, type Block } from "../chat/card.ts";
import { MINUTE } from "../lib/clock.ts";
import { Untrusted, untrusted } from "../lib/untrusted.ts";
import type { Action, Look } from "./action.ts";
import type { CommandState } from "./effects.ts";

const foreign = z.instanceof(Untrusted);

const Params = z.object({
  session: z.string(),
  entry: z.string(),
  /** Secrets covered; the row of the entry holds it exactly. */
  command: z.string(),
  base: z.string(),
  tier: z.string(),
  directory: foreign,
  script: z
    .object({
      /** It was sent as a file, and the command holds its text. */
      isHandedIn: z.literal(true).exactOptional(),
      name: foreign,
      sha256: z.string().optional(),
      content: foreign.optional(),
    })
    .optional(),
});

type RtrRunParams = z.infer<typeof Params>;

const LOOKS: Readonly<Record<CommandState, Look>> = {
  proposed: { progress: "untouched" },
  "under way": { progress: "under way" },
  ran: { progress: "reached" },
  "not known": { progress: "contrary", why: "nobody knows whether it ran; it is not sent again" },
  "not run": { progress: "gone", why: "it was not run; its session says why" },
  gone: { progress: "gone", why: "its session is over; open another one and ask again" },
};

/** Patient: a host that is offline may take minutes to begin, and a script many to end. */
export const rtrRun: Action<RtrRunParams> = {
  kind: "rtr.run",
  target: "host",
  risk: "high",
  params: Params,
  words: {
    verb: "Run a command on",
    reached: "run",
    undo: "nothing undoes a command; its output is in its session",
  },
  countsAsIsolation: false,
  patience: { startMs: 10 * MINUTE, finishMs: 40 * MINUTE },
  describe: ({ command, base, tier, directory, script }) => ({
    verb: `Run ${base} on`,
    facts: {
      Directory: directory.length === 0 ? undefined : mono(directory),
      Tier: tier,
      Script: script?.name,
      "Script was": script?.isHandedIn === true ? "sent here as a file" : undefined,
      "SHA-256 of the script": script === undefined ? undefined : mono(script.sha256 ?? "not known"),
    },
    blocks: [text(strong("Exactly this is run:")), code(untrusted(command)), ...scriptBlocks(script)],
  }),
  execute: ({ params, target, approval }, { rtr }) => rtr.release({ entry: params.entry, target }, approval),
  async look(orders, { rtr }) {
    const states = await rtr.states(orders.map(({ params, target }) => ({ entry: params.entry, target })));
    return new Map(orders.map((order, i) => [order, lookOf(states[i] ?? "gone", order)]));
  },
};

/** Let go and then not run after all is an end; not let go yet, there is nothing left to let go. */
function lookOf(state: CommandState, { attempts }: { readonly attempts: number }): Look {
  const look = LOOKS[state];
  return state === "not run" && attempts > 0 ? { ...look, progress: "over" } : look;
}

/** Longer text is bounded on a card; whoever agrees can read it all, and compare its digest. */
const READ_ON_THE_CARD = 1_000;

function scriptBlocks(script: RtrRunParams["script"]): readonly Block[] {
  if (script === undefined) return [];
  const { isHandedIn, content, sha256 = "" } = script;
  if (content === undefined) return [text("The text of the script could not be read.")];
  if (isHandedIn !== true) return [text(strong("The script holds:")), code(content)];
  return content.length <= READ_ON_THE_CARD
    ? []
    : [
        text("The script by itself, byte for byte as it was sent and as it runs:"),
        textFile(`script-${sha256.slice(0, 8)}.txt`, content),
      ];
}
