/** What only buttons of a session's cards say: join, keep open, close, resume, cancel, download, transcript. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { defineCommand } from "./define.ts";
import { askerOf, privately } from "./propose.ts";

const session = arg.word("Session", "the id of the session");
const common = { role: "responder", changes: true, audience: "actor", hidden: true, examples: [] } as const;

/** From then on lines of this person in the thread are commands. */
export const rtrJoin = defineCommand({
  ...common,
  name: "rtr-join",
  summary: "Join a session",
  args: z.object({ session }),
  run: async (args, moment, { rtr }) => privately(await rtr.join(args.session, askerOf(moment))),
});

export const rtrKeep = defineCommand({
  ...common,
  name: "rtr-keep",
  summary: "Keep a session open",
  args: z.object({ session }),
  run: async (args, moment, { rtr }) => privately(await rtr.keepOpen(args.session, askerOf(moment))),
});

export const rtrClose = defineCommand({
  ...common,
  name: "rtr-close",
  summary: "Close a session",
  args: z.object({ session }),
  run: async (args, moment, { rtr }) => privately(await rtr.close(args.session, askerOf(moment))),
});

/** A new session at Falcon in the old thread; nothing of before is sent again. */
export const rtrResume = defineCommand({
  ...common,
  name: "rtr-resume",
  summary: "Open a lost session again in its thread",
  args: z.object({ session, queue: arg.flag("Queue", "wait for an offline host") }),
  run: async (args, moment, { rtr }) =>
    privately(await rtr.resume(args.session, args.queue, askerOf(moment))),
});

/** What was sent may run on the host to its end all the same. */
export const rtrCancel = defineCommand({
  ...common,
  name: "rtr-cancel",
  summary: "Stop waiting for a command",
  args: z.object({ entry: arg.word("Command", "the id of the command") }),
  run: async (args, moment, { rtr }) => privately(await rtr.cancel(args.entry, askerOf(moment))),
});

/** The archive as it came, for everybody in the thread. */
export const rtrDownload = defineCommand({
  ...common,
  name: "rtr-download",
  summary: "Hand out a fetched file as the archive that it came in",
  audience: "channel",
  args: z.object({ session, sha256: arg.word("SHA-256", "of the file") }),
  run: (args, moment, { rtr }) => rtr.download(args.session, args.sha256, askerOf(moment)),
});

export const rtrTranscript = defineCommand({
  ...common,
  name: "rtr-transcript",
  summary: "Everything that was typed in a session, and what came of it",
  changes: false,
  audience: "channel",
  args: z.object({ session }),
  run: (args, _moment, { rtr }) => rtr.transcript(args.session),
});

const rest = arg.optionalRest("The rest", "the other words of the line");

export const rtrPick = defineCommand({
  ...common,
  name: "rtr-pick",
  summary: "Ask for a script or a file of the library that was chosen",
  args: z.object({
    session,
    word: arg.word("Command", "put or runscript"),
    item: arg.word("Item", "its id"),
    rest,
  }),
  run: (args, moment, { rtr }) =>
    rtr.pick({ ...args, rest: args.rest ?? "" }, askerOf(moment), moment.signal),
});

export const rtrScript = defineCommand({
  ...common,
  name: "rtr-script",
  summary: "Ask to run a script that was handed in",
  args: z.object({ session, upload: arg.word("Script", "its id"), rest }),
  run: (args, moment, { rtr }) =>
    rtr.runUpload({ ...args, rest: args.rest ?? "" }, askerOf(moment), moment.signal),
});
