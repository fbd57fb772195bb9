/** `rtr`: opens a session on a host, or on several at once, in a thread of its own. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import type { Moment } from "../src/chat/command.ts";
import type { Answer } from "../src/chat/turn.ts";
import { UserError } from "../src/lib/errors.ts";
import type { SessionHost } from "../src/rtr/ports.ts";
import { defineCommand, type Services } from "./define.ts";
import { askerOf, privately } from "./propose.ts";

/** More hosts than this are no session any more. */
const MOST_HOSTS = 500;

/** One host is a session, several are one fleet session, 500 at most. */
export const rtr = defineCommand({
  name: "rtr",
  summary: "Open an RTR session on a host, in a thread",
  role: "responder",
  changes: true,
  audience: "actor",
  fillers: ["host", "hosts", "on"],
  args: z.object({
    host: arg.host(),
    more: arg.optionalRest("More hosts", "hostnames, for one session on all of them"),
    tag: arg.named("Tag", "all hosts with this tag, in the same session"),
    queue: arg.flag("Queue", "wait for an offline host, up to seven days"),
  }),
  examples: ["rtr WIN-FIN-07", "rtr WIN-FIN-07 --queue", "rtr WIN-FIN-07 WIN-FIN-08"],
  async run({ host, more, tag, queue }, moment, services) {
    return open(moment, services, { words: [host, ...wordsOf(more)], tag, isQueued: queue });
  },
});

/** Where a shell runs one command and ends. */
const ONE_COMMAND = "shell";

/** The button under a host that could not be reached. */
export const rtrQueue = defineCommand({
  name: "rtr-queue",
  summary: "Wait for an offline host with a session",
  role: "responder",
  changes: true,
  audience: "actor",
  hidden: true,
  args: z.object({ host: arg.host() }),
  examples: [],
  run: ({ host }, moment, services) =>
    open(moment, services, { words: [host], tag: undefined, isQueued: true }),
});

async function open(
  moment: Moment,
  services: Services,
  wanted: { readonly words: readonly string[]; readonly tag: string | undefined; readonly isQueued: boolean },
): Promise<Answer> {
  if (moment.place.surface === "terminal" && moment.place.channel === ONE_COMMAND) {
    throw new UserError("In a shell a session has a prompt: npm run falcon -- rtr -d HOST");
  }
  const hosts = await exactHosts(wanted.words, wanted.tag, moment, services);
  const [first, ...others] = hosts;
  if (first === undefined) throw new UserError("Name at least one host.");
  const card = await services.rtr.open(
    { hosts: [first, ...others], isQueued: wanted.isQueued },
    askerOf(moment),
  );
  return privately(card);
}

async function exactHosts(
  words: readonly string[],
  tag: string | undefined,
  { signal }: Moment,
  { hosts }: Services,
): Promise<readonly SessionHost[]> {
  refuseTooMany(words.length);
  const found: SessionHost[] = [];
  // One after the other, so that the first question asked is about the first word.
  for (const word of words) found.push(await hosts.find(word, signal));
  if (tag !== undefined) {
    const { devices, total } = await hosts.search({ tag, limit: MOST_HOSTS }, signal);
    if (total > MOST_HOSTS)
      throw new UserError(`${total} hosts have that tag; a session takes ${MOST_HOSTS}.`);
    found.push(...devices);
  }
  refuseTooMany(found.length);
  return [...new Map(found.map((host) => [host.id, host])).values()];
}

/** Also before anything is looked up: a long line costs nothing but this sentence. */
function refuseTooMany(hosts: number): void {
  if (hosts > MOST_HOSTS) throw new UserError(`A session takes at most ${MOST_HOSTS} hosts.`);
}

const wordsOf = (written: string | undefined): readonly string[] =>
  written?.split(/[\s,]+/).filter((word) => word !== "") ?? [];
