/** Who is in a session and whose it is: join, hand off, keep open, close, resume. */
import { mono, strong, text, toned, type Card } from "../../chat/card.ts";
import { NotFound } from "../../chat/ambiguity.ts";
import { hasRole } from "../../chat/person.ts";
import { UserError } from "../../lib/errors.ts";
import { joinUntrusted, untrusted } from "../../lib/untrusted.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import type { Repositories, Store } from "../../store/store.ts";
import type { RtrParts, Speaker } from "../ports.ts";
import { moveSession, touchSession } from "./change.ts";
import { nameOf } from "./open.ts";
import { sayNote } from "./told.ts";

export async function required(store: Store, id: string): Promise<RtrSessionRow> {
  const row = await store.rtrSessions.get(id);
  if (row === undefined) throw new NotFound("session", untrusted(id));
  return row;
}

export async function isMember(store: Store, session: RtrSessionRow, personId: string): Promise<boolean> {
  if (session.ownerId === personId) return true;
  return (await store.rtrMembers.of(session.id)).some((member) => member.personId === personId);
}

export async function refuseStrangers(
  parts: RtrParts,
  session: RtrSessionRow,
  { person }: Speaker,
): Promise<void> {
  if (hasRole(person.roles, "admin") || (await isMember(parts.store, session, person.id))) return;
  throw new UserError("You are not in this session. Press Join first.");
}

export async function joinSession(parts: RtrParts, id: string, speaker: Speaker): Promise<Card> {
  const { store, clock } = parts;
  const session = await required(store, id);
  if (!hasRole(speaker.person.roles, "responder")) {
    throw new UserError("Joining a session needs the role responder, and you do not have it now.");
  }
  if (session.state === "closed" || session.state === "closing") throw new UserError("This session is over.");
  if (await isMember(store, session, speaker.person.id)) {
    return toned(
      "neutral",
      "You are in already",
      text("Type commands in the thread of ", strong(session.hostname), "."),
    );
  }
  const now = clock.now();
  const name = nameOf(speaker);
  const joined = toned("neutral", "Joined", text(strong(name), " has joined and may type here."));
  await touchSession(store, id, now, {}, async (tx, next) => {
    await tx.rtrMembers.add({
      sessionId: id,
      personId: speaker.person.id,
      name,
      account: accountOf(speaker),
      at: now,
    });
    await sayNote(tx, next, `joined:${speaker.person.id}`, joined, now);
    await audit(tx, next, "rtr.joined", speaker, now);
  });
  return toned("good", "You are in", text("Type commands in the thread of ", strong(session.hostname), "."));
}

export async function handOff(
  parts: RtrParts,
  session: RtrSessionRow,
  written: string,
  speaker: Speaker,
): Promise<Card> {
  const { store, clock, people } = parts;
  if (session.ownerId !== speaker.person.id && !hasRole(speaker.person.roles, "admin"))
    throw new UserError("Only the owner hands a session over.");
  const word = written.replace(/^@/, "");
  if (word === "") throw new UserError("Say to whom: handoff @person.");
  const found = await people.named(word, speaker.account.surface);
  if (found === undefined) throw new NotFound("person", untrusted(word));
  if (!hasRole(found.person.roles, "responder"))
    throw new UserError("They need the role responder to own a session, and do not have it now.");
  const now = clock.now();
  const name = nameOf({ person: found.person });
  const before = { sessionId: session.id, personId: session.ownerId, name: session.ownerName };
  const changes = { ownerId: found.person.id, ownerName: name, ownerAccount: found.account };
  await touchSession(store, session.id, now, changes, async (tx, next) => {
    await tx.rtrMembers.add({ ...before, account: session.ownerAccount, at: now });
    await tx.rtrMembers.add({
      sessionId: session.id,
      personId: found.person.id,
      name,
      account: found.account,
      at: now,
    });
    await audit(tx, next, "rtr.handed-over", speaker, now, { to: found.person.id });
  });
  return toned("good", "Handed over", text(strong(name), " owns this session now."));
}

export async function keepOpen(parts: RtrParts, id: string, speaker: Speaker): Promise<Card> {
  const { store, clock } = parts;
  const session = await required(store, id);
  await refuseStrangers(parts, session, speaker);
  const now = clock.now();
  const kept = await moveSession(store, id, "used", now, { usedAt: now });
  if (kept === undefined) throw new UserError("This session is not open any more.");
  return toned("good", "Kept open", text("The session on ", strong(session.hostname), " stays open."));
}

export async function closeSession(parts: RtrParts, id: string, speaker: Speaker): Promise<Card> {
  const { store, clock } = parts;
  const session = await required(store, id);
  await refuseStrangers(parts, session, speaker);
  const now = clock.now();
  const name = nameOf(speaker);
  const closing = await moveSession(
    store,
    id,
    "close",
    now,
    { outcome: joinUntrusted(["by ", name]) },
    (tx, next) => audit(tx, next, "rtr.closing", speaker, now),
  );
  if (closing === undefined) throw new UserError("This session is closed already.");
  return toned(
    "neutral",
    "Closed",
    text(strong(name), " has closed the session on ", strong(session.hostname), "."),
  );
}

export async function resumeSession(
  parts: RtrParts,
  id: string,
  isQueued: boolean,
  speaker: Speaker,
): Promise<Card> {
  const { store, clock } = parts;
  const session = await required(store, id);
  await refuseStrangers(parts, session, speaker);
  const now = clock.now();
  const resumed = await moveSession(store, id, "resume", now, { outcome: undefined, isQueued, usedAt: now });
  if (resumed === undefined) throw new UserError("This session is not lost; there is nothing to resume.");
  return toned(
    "waiting",
    "Resuming",
    text(
      "A new session on ",
      strong(session.hostname),
      " is opened in its thread; before, the directory was ",
      mono(session.directory),
      ".",
    ),
  );
}

const accountOf = ({ account }: Speaker) => ({ surface: account.surface, id: account.id });

async function audit(
  tx: Repositories,
  session: RtrSessionRow,
  event: string,
  speaker: Speaker,
  now: number,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await tx.audit.append(now, {
    event,
    actor: speaker.person.id,
    actorName: nameOf(speaker),
    account: accountOf(speaker),
    devices:
      session.deviceId === undefined ? session.fleet.map(({ deviceId }) => deviceId) : [session.deviceId],
    hostnames: [session.hostname],
    detail: { session: session.id, ...detail },
  });
}
