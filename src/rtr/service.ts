/**
 * Real time response as the rest of Falconer sees it: sessions in threads, what is typed in
 * them, and what was fetched. Everything that is done is a row first; the worker does it.
 */
import { link, mono, strong, text, toned, type Card, type Inline } from "../chat/card.ts";
import { NotFound } from "../chat/ambiguity.ts";
import type { IncomingFile } from "../chat/incoming-file.ts";
import { UserError } from "../lib/errors.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Place } from "../chat/place.ts";
import type { Answer } from "../chat/turn.ts";
import type { RtrEntryRow, RtrSessionRow } from "../store/rtr-rows.ts";
import { sessionData, takenCard } from "./cards/session-card.ts";
import { cancelEntry } from "./entry/cancel.ts";
import { handOut } from "./evidence/hand-out.ts";
import { drawEntry, paintRtr } from "./paint.ts";
import type { RtrParts, Speaker } from "./ports.ts";
import { transcriptCard } from "./record/record-card.ts";
import { recordOf } from "./record/record-of.ts";
import type { Recorded } from "./record/transcript.ts";
import { openSession, type Wanted } from "./session/open.ts";
import {
  closeSession,
  isMember,
  joinSession,
  keepOpen,
  refuseStrangers,
  required,
  resumeSession,
} from "./session/people.ts";
import { hasThread, sessionSubject } from "./session/told.ts";
import { createFollowing } from "./talk/following.ts";
import { readThreadLine } from "./talk/line.ts";
import { runUpload, say, sayChosen } from "./talk/say.ts";
import { isScriptName } from "./uploads/script-file.ts";
import { scriptLine } from "./uploads/chosen.ts";
import { offerOf } from "./grammar/offer.ts";
import { pickedLine } from "./library/ask.ts";
import { createRtrWorker, type RtrWorker, type WorkerOptions } from "./worker.ts";

export interface Rtr {
  /** A card for whoever asked: it is being opened, or somebody has it already. */
  open(wanted: Wanted, speaker: Speaker): Promise<Card>;
  join(session: string, speaker: Speaker): Promise<Card>;
  keepOpen(session: string, speaker: Speaker): Promise<Card>;
  close(session: string, speaker: Speaker): Promise<Card>;
  resume(session: string, isQueued: boolean, speaker: Speaker): Promise<Card>;
  cancel(entry: string, speaker: Speaker): Promise<Card>;
  download(session: string, sha256: string, speaker: Speaker): Promise<Card>;
  transcript(session: string): Promise<Card>;
  recorded(session: string): Promise<Recorded | undefined>;
  /** A line for the session of this place, or for the only one that the person has in its channel. */
  type(line: string, speaker: Speaker, signal?: AbortSignal): Promise<Answer>;
  /** The same for a session that is known; undefined: the thread itself shows what becomes of it. */
  typeIn(session: string, line: string, speaker: Speaker, signal?: AbortSignal): Promise<Answer | undefined>;
  /** What was chosen of the library, through the same gate as if it had been typed. */
  pick(
    picked: {
      readonly session: string;
      readonly word: string;
      readonly item: string;
      readonly rest: string;
    },
    speaker: Speaker,
    signal?: AbortSignal,
  ): Promise<Answer>;
  /** Asks to run a script that was handed in. */
  runUpload(
    picked: { readonly session: string; readonly upload: string; readonly rest: string },
    speaker: Speaker,
    signal?: AbortSignal,
  ): Promise<Answer>;
  drawEntry(entry: RtrEntryRow): Promise<Card>;
  paint(subject: string): ReturnType<typeof paintRtr>;
  readonly talk: RtrTalk;
  worker(options: Omit<WorkerOptions, "onRound">): RtrWorker;
  /** Something was posted: a thread may be known from now on. */
  noticed(): void;
}

/** Lines that nobody addressed to us. */
export interface RtrTalk {
  follows(place: Place): boolean;
  hears(
    line: string,
    place: Place,
    account: { readonly surface: string; readonly id: string },
    files: readonly IncomingFile[],
  ): Promise<boolean>;
  answer(line: string, speaker: Speaker, signal?: AbortSignal): Promise<Answer | undefined>;
}

export function createRtr(parts: RtrParts): Rtr {
  const { store, log } = parts;
  const following = createFollowing(parts);

  const withoutPrefix = (line: string): string => line.trim().slice(parts.prefix.length).trim();

  async function sessionFor(speaker: Speaker): Promise<RtrSessionRow> {
    const here = await following.find(speaker.place);
    if (here !== undefined) return here;
    const open = await store.rtrSessions.open();
    const own: RtrSessionRow[] = [];
    for (const row of open) {
      const isHere =
        row.place.surface === speaker.place.surface && row.place.channel === speaker.place.channel;
      if (isHere && (await isMember(store, row, speaker.person.id))) own.push(row);
    }
    const [only, ...others] = own;
    if (only === undefined)
      throw new UserError("There is no session of yours here. Open one with rtr <host>.");
    if (others.length > 0)
      throw new UserError("You are in several sessions here; say it in the thread of one.");
    return only;
  }

  return {
    async open(wanted, speaker) {
      const opening = await openSession(parts, wanted, speaker);
      const { session } = opening;
      if (opening.outcome === "taken") return takenCard(session, await whereIs(session));
      return {
        ...toned(
          "waiting",
          ["Opening a session on ", session.hostname],
          text("Type commands in the thread of its card. ", strong(session.ownerName), " owns it."),
        ),
        data: sessionData(session),
      };
    },
    join: (id, speaker) => joinSession(parts, id, speaker),
    keepOpen: (id, speaker) => keepOpen(parts, id, speaker),
    close: (id, speaker) => closeSession(parts, id, speaker),
    resume: (id, isQueued, speaker) => resumeSession(parts, id, isQueued, speaker),
    cancel: (id, speaker) => cancelEntry(parts, id, speaker),
    async download(id, sha256, speaker) {
      await refuseStrangers(parts, await required(store, id), speaker);
      return handOut(parts, id, sha256, speaker);
    },
    transcript: async (id) => transcriptCard(await recordOf(store, await required(store, id))),
    async recorded(id) {
      const row = await store.rtrSessions.get(id);
      return row === undefined ? undefined : recordOf(store, row);
    },
    async type(line, speaker, signal) {
      const session = await sessionFor(speaker);
      await refuseStrangers(parts, session, speaker);
      return (await say(parts, session, line, speaker, signal)) ?? whatWasHeard(session, speaker);
    },
    async typeIn(id, line, speaker, signal) {
      const session = await required(store, id);
      await refuseStrangers(parts, session, speaker);
      return say(parts, session, line, speaker, signal);
    },
    async pick({ session: id, ...picked }, speaker, signal) {
      const session = await required(store, id);
      await refuseStrangers(parts, session, speaker);
      const line = await pickedLine(parts, picked, signal);
      return (await sayChosen(parts, session, line, speaker, signal)) ?? whatWasHeard(session, speaker);
    },
    async runUpload({ session: id, upload: wanted, rest }, speaker, signal) {
      const session = await required(store, id);
      await refuseStrangers(parts, session, speaker);
      const upload = (await store.rtrUploads.of(id)).find((one) => one.id === wanted);
      const line = `runscript ${rest}`;
      const script = scriptLine(line);
      if (upload === undefined || script === undefined) throw new NotFound("script", untrusted(wanted));
      const answer = await runUpload(parts, session, { line, script, upload }, speaker, signal);
      return answer ?? whatWasHeard(session, speaker);
    },
    drawEntry: (entry) => drawEntry(parts, entry),
    paint: (subject) => paintRtr(parts, subject),
    talk: {
      follows: (place) => following.follows(place),
      async hears(line, place, account, files) {
        const session = await following.find(place);
        if (session === undefined) return false;
        const isTalk = readThreadLine(line, parts.prefix, offerOf(session).help).kind === "talk";
        if (isTalk && !files.some(({ name }) => isScriptName(name))) return false;
        return isMember(store, session, await parts.people.idOf(account));
      },
      async answer(line, speaker, signal) {
        const session = await following.find(speaker.place);
        if (session === undefined || !(await isMember(store, session, speaker.person.id))) return undefined;
        return say(parts, session, withoutPrefix(unwrappedLine(line)), speaker, signal);
      },
    },
    worker: (options) => createRtrWorker(parts, { ...options, onRound: () => following.refresh() }),
    noticed() {
      following.refresh().catch((error: unknown) => log.warn("threads could not be looked up", { error }));
    },
  };

  async function whatWasHeard(session: RtrSessionRow, { turnId }: Speaker): Promise<Answer> {
    return { card: heard(session, await store.rtrEntries.byOrigin(turnId)), audience: "actor" };
  }

  /** Its thread, as a link where the platform has such a thing. */
  async function whereIs(session: RtrSessionRow): Promise<Inline> {
    const posted = await store.deliveries.byKey(sessionSubject(session.id));
    const address = posted?.message === undefined ? undefined : parts.addressOf(posted.message);
    const what = session.state === "connecting" ? ", which is being opened" : "";
    return address === undefined ? what : [what, ", in ", link(address, "its thread")];
  }
}

function heard(session: RtrSessionRow, entry: RtrEntryRow | undefined): Card {
  const where: Inline = hasThread(session) ? [" in the thread of ", strong(session.hostname)] : " here";
  const request = entry?.approvalId;
  return request === undefined
    ? toned("neutral", "Heard", text("Its output comes", where, "."))
    : {
        ...toned(
          "waiting",
          "Asked for approval",
          text(
            "It runs once somebody else agrees to request ",
            mono(request),
            ". Its output comes",
            where,
            ".",
          ),
        ),
        data: { request },
      };
}

/** Backticks around a whole line are the platform's way of writing code. */
const unwrappedLine = (line: string): string => {
  const plain = line.trim();
  const inside = /^```\n?([^`]*?)\n?```$/s.exec(plain)?.[1] ?? /^`([^`\n]+)`$/.exec(plain)?.[1];
  return inside ?? plain;
};
