/**
 * Who is reading. A page carries a token that names its person, signed with a key that
 * lives as long as the process; every call brings it in a header. There is no cookie, so
 * another site has nothing to ride on, and two windows can be two people.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Role } from "../../src/chat/person.ts";

/** Somebody of the settings, or whoever started Falconer. */
export interface ConsolePerson {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

export interface Sessions {
  /** The person whom a page without a choice starts as. */
  first(): ConsolePerson | undefined;
  person(id: string): ConsolePerson | undefined;
  all(): readonly ConsolePerson[];
  token(personId: string): string;
  /** The person whom the token names, as listed now. */
  read(token: string): ConsolePerson | undefined;
  /** A short proof that this person may fetch this thing: for addresses, which carry no header. */
  stamp(personId: string, thing: string): string;
  isStamp(stamp: string, personId: string, thing: string): boolean;
}

const KEY_BYTES = 32;

/** The list is asked at each call: who has left it has no token any more. */
export function createSessions(people: () => readonly ConsolePerson[]): Sessions {
  const key = randomBytes(KEY_BYTES);
  const sign = (purpose: string, ...parts: readonly string[]): string =>
    createHmac("sha256", key)
      .update(JSON.stringify([purpose, ...parts]))
      .digest("base64url");
  const person = (id: string): ConsolePerson | undefined => people().find((known) => known.id === id);

  return {
    // A newcomer should be able to ask for something at once, so a responder is preferred.
    first: () => people().find(({ roles }) => roles.includes("responder")) ?? people()[0],
    person,
    all: people,
    token: (personId) => `${Buffer.from(personId).toString("base64url")}.${sign("page", personId)}`,
    read(token) {
      const [encoded = "", mac = ""] = token.split(".");
      const personId = Buffer.from(encoded, "base64url").toString();
      return isSame(mac, sign("page", personId)) ? person(personId) : undefined;
    },
    stamp: (personId, thing) => sign("thing", personId, thing),
    isStamp: (stamp, personId, thing) => isSame(stamp, sign("thing", personId, thing)),
  };
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
