/**
 * A command that somebody typed: read, judged by tier and role, and put in the session's queue,
 * or proposed. Nothing is sent here.
 */
import { code, note, text, toned, type Card } from "../../chat/card.ts";
import { hasRole } from "../../chat/person.ts";
import { UserError } from "../../lib/errors.ts";
import { newId } from "../../lib/id.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import { frozenHosts } from "../fleet/plan.ts";
import { gateOf, type Gate } from "../grammar/gate.ts";
import { offerOf } from "../grammar/offer.ts";
import { FILE_FLAG } from "../uploads/chosen.ts";
import { readCommand, type Command } from "../grammar/read-command.ts";
import type { RtrParts, ScriptShown, Speaker } from "../ports.ts";
import { because, moveEntry, moveSession, touchSession } from "../session/change.ts";
import { nameOf } from "../session/open.ts";
import { sayEntry } from "../session/told.ts";
import { propose } from "./propose.ts";

/** What happened to the line; the thread itself shows the rest. */
export type Typed =
  | { readonly outcome: "taken"; readonly entry: RtrEntryRow; readonly isProposed: boolean }
  | { readonly outcome: "refused"; readonly card: Card };

export async function typeCommand(
  parts: RtrParts,
  session: RtrSessionRow,
  line: string,
  speaker: Speaker,
  { signal, script }: { readonly signal?: AbortSignal | undefined; readonly script?: ScriptShown } = {},
): Promise<Typed> {
  const earlier = await parts.store.rtrEntries.byOrigin(speaker.turnId);
  if (earlier !== undefined && earlier.state !== "proposed")
    return { outcome: "taken", entry: earlier, isProposed: earlier.approvalId !== undefined };
  refuseUnlessAlive(session);
  const reading = readCommand(line, offerOf(session));
  if (!reading.ok) return { outcome: "refused", card: faultCard(reading.fault, reading.syntax) };
  const { command } = reading;
  if (command.words.some(({ flag }) => flag === FILE_FLAG))
    throw new Error("a script was not put in its place");
  const gate = gateOf(command);
  await refuseByRight(parts, session, gate, speaker);
  const entry = earlier ?? (await append(parts, session, command, gate, speaker));
  await used(parts, session, gate);
  if (gate === "proposal") return proposed(parts, session, entry, { command, script }, speaker, signal);
  return { outcome: "taken", entry, isProposed: false };
}

function refuseUnlessAlive({ state }: RtrSessionRow): void {
  if (state === "lost") throw new UserError("This session is lost. Press Resume first; nothing was sent.");
  if (state === "closing" || state === "closed")
    throw new UserError("This session is closed. Open another one; nothing was sent.");
}

async function refuseByRight(
  { proposals }: RtrParts,
  session: RtrSessionRow,
  gate: Gate,
  { person }: Speaker,
): Promise<void> {
  if (!hasRole(person.roles, "responder")) {
    throw new UserError(
      "Commands on hosts need the role responder, and you do not have it now. Nothing was sent.",
    );
  }
  if (gate === "at-once") return;
  if (await proposals.isFrozen()) {
    throw new UserError(
      "Everything is frozen: until an admin lifts it, hosts are only looked at. Nothing was sent.",
    );
  }
}

async function append(
  { store, clock }: RtrParts,
  session: RtrSessionRow,
  command: Command,
  gate: Gate,
  speaker: Speaker,
): Promise<RtrEntryRow> {
  const now = clock.now();
  const row: Omit<RtrEntryRow, "seq"> = {
    id: newId(),
    originKey: speaker.turnId,
    sessionId: session.id,
    personId: speaker.person.id,
    personName: nameOf(speaker),
    account: { surface: speaker.account.surface, id: speaker.account.id },
    command: untrusted(command.shown),
    exact: command.line,
    base: command.base,
    tier: command.tier,
    directory: session.directory,
    state: gate === "proposal" ? "proposed" : "waiting",
    outcome: undefined,
    approvalId: undefined,
    requestId: undefined,
    stdout: undefined,
    stderr: undefined,
    pieces: 0,
    results: gate === "proposal" ? frozenHosts(session.fleet, "proposed") : [],
    version: 1,
    createdAt: now,
    sentAt: undefined,
    finishedAt: undefined,
  };
  const entry = await store.transaction(async (tx) => {
    const before = await tx.rtrEntries.inStates(session.id, ["waiting", "sent"]);
    const made = await tx.rtrEntries.append(row);
    if (made === undefined) return tx.rtrEntries.byOrigin(speaker.turnId);
    // Whoever has to wait for another command sees that it was heard: below the message of that
    // command, or the thread would show the outputs in another order than they were asked for in.
    const shown = gate !== "proposal" && before.length > 0 ? [...before, made] : [];
    for (const one of shown) await sayEntry(tx, session, one, one.createdAt);
    await tx.audit.append(now, {
      event: gate === "proposal" ? "rtr.command.proposed" : "rtr.command",
      actor: made.personId,
      actorName: made.personName,
      account: made.account,
      devices:
        session.deviceId === undefined ? session.fleet.map(({ deviceId }) => deviceId) : [session.deviceId],
      hostnames: [session.hostname],
      detail: {
        session: session.id,
        entry: made.id,
        command: made.command,
        tier: made.tier,
        directory: made.directory,
      },
    });
    return made;
  });
  if (entry === undefined) throw new UserError("The command could not be recorded, so nothing was sent.");
  await store.announce();
  return entry;
}

/** What runs at once is shown when it has ended, so that its output does not wait behind the session's card. */
async function used({ store, clock }: RtrParts, session: RtrSessionRow, gate: Gate): Promise<void> {
  const now = clock.now();
  if (session.state === "open" && gate !== "proposal") {
    await touchSession(store, session.id, now, { usedAt: now }, undefined, false);
    return;
  }
  const isOpen = await moveSession(store, session.id, "used", now, { usedAt: now });
  if (isOpen === undefined) await touchSession(store, session.id, now, { usedAt: now });
}

async function proposed(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  asked: { readonly command: Command; readonly script: ScriptShown | undefined },
  speaker: Speaker,
  signal?: AbortSignal,
): Promise<Typed> {
  const { store, clock } = parts;
  try {
    const request = await propose(parts, session, entry, asked, speaker, signal);
    const now = clock.now();
    const moved = await moveEntry(
      store,
      session,
      entry.id,
      ["proposed"],
      now,
      { approvalId: request.id },
      {
        // The request's own card hangs here already, and says the same.
        isSaid: !request.isInThread && request.isPending,
      },
    );
    return { outcome: "taken", entry: moved ?? { ...entry, approvalId: request.id }, isProposed: true };
  } catch (error) {
    const now = clock.now();
    const changes = {
      state: "dropped",
      exact: undefined,
      outcome: because("it was not asked for"),
      finishedAt: now,
    } as const;
    await moveEntry(store, session, entry.id, ["proposed"], now, changes, { isSaid: false });
    throw error;
  }
}

export const faultCard = (fault: string, syntax: string | undefined): Card =>
  toned(
    "warning",
    "Not sent",
    text(untrusted(fault)),
    ...(syntax === undefined ? [] : [text("It is written:"), code(syntax)]),
    note("Nothing was sent to the host."),
  );
