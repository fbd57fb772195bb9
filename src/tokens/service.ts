/**
 * Tokens with which AI agents sign in from elsewhere. They are issued here, for Falconer
 * alone: one person, one role, an end. The secret half is shown once and kept as a hash.
 * The account behind a token is linked to its person, so that whoever is behind an agent
 * is found by the same rules as everybody else, also after the token is gone.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { DAY, MINUTE, type Clock } from "../lib/clock.ts";
import { UserError } from "../lib/errors.ts";
import { newId } from "../lib/id.ts";
import type { Store } from "../store/store.ts";
import type { AgentTokenRow, TokenRole } from "../store/token-rows.ts";

/** `flc_` names the issuer, so that a leaked one is recognised; the id is public. */
const WRITTEN = /^flc_([0-9a-z]{12})_([\w-]{43})$/;
const SECRET_BYTES = 32;
export const USUAL_LIFE_MS = 30 * DAY;
export const SHORTEST_LIFE_MS = MINUTE;
export const LONGEST_LIFE_MS = 365 * DAY;
/** A token that is used all the time is noted this often. */
const NOTED_EVERY_MS = MINUTE;
const SURFACE = "mcp";

export interface TokenWish {
  readonly name: string;
  readonly personId: string;
  readonly role: TokenRole;
  readonly lifeMs: number;
  /** Person id of whoever issues it. */
  readonly by: string;
}

export type TokenState = "valid" | "expired" | "revoked";

export interface Tokens {
  /** `text` is the token itself; nobody can show it again. */
  create(wish: TokenWish): Promise<{ readonly text: string; readonly row: AgentTokenRow }>;
  list(): Promise<readonly (AgentTokenRow & { readonly state: TokenState })[]>;
  /** @throws UserError when there is no such token to revoke */
  revoke(id: string, by: string): Promise<void>;
  /** The token behind a bearer's text; undefined for every other text, without saying why. */
  verify(text: string): Promise<AgentTokenRow | undefined>;
}

/** The account that a token's bearer acts with. */
export const tokenAccount = (id: string) => ({ surface: SURFACE, id: `token:${id}` }) as const;

export function createTokens({
  store,
  clock,
}: {
  readonly store: Pick<Store, "agentTokens" | "transaction">;
  readonly clock: Pick<Clock, "now">;
}): Tokens {
  const stateOf = ({ revokedAt, expiresAt }: AgentTokenRow): TokenState => {
    if (revokedAt !== undefined) return "revoked";
    return expiresAt <= clock.now() ? "expired" : "valid";
  };

  return {
    async create({ name, personId, role, lifeMs, by }) {
      if (lifeMs < SHORTEST_LIFE_MS || lifeMs > LONGEST_LIFE_MS) {
        throw new UserError("A token lives between one minute and 365 days.");
      }
      const now = clock.now();
      const secret = randomBytes(SECRET_BYTES).toString("base64url");
      const row: AgentTokenRow = {
        id: newId(),
        name,
        personId,
        role,
        hash: hashOf(secret),
        createdBy: by,
        createdAt: now,
        expiresAt: now + lifeMs,
        revokedAt: undefined,
        usedAt: undefined,
      };
      await store.transaction(async (tx) => {
        await tx.agentTokens.insert(row);
        await tx.links.link(personId, tokenAccount(row.id), now);
        await tx.audit.append(now, {
          event: "token.created",
          actor: by,
          detail: { token: row.id, name, person: personId, role, expiresAt: row.expiresAt },
        });
      });
      return { text: `flc_${row.id}_${secret}`, row };
    },

    list: async () => (await store.agentTokens.list()).map((row) => ({ ...row, state: stateOf(row) })),

    async revoke(id, by) {
      const now = clock.now();
      const isRevoked = await store.transaction(async (tx) => {
        if (!(await tx.agentTokens.revoke(id, now))) return false;
        await tx.audit.append(now, { event: "token.revoked", actor: by, detail: { token: id } });
        return true;
      });
      if (!isRevoked) throw new UserError(`There is no token ${id} that could be revoked.`);
    },

    async verify(text) {
      const [, id, secret] = WRITTEN.exec(text) ?? [];
      if (id === undefined || secret === undefined) return undefined;
      const row = await store.agentTokens.get(id);
      if (row === undefined || !isSame(row.hash, hashOf(secret)) || stateOf(row) !== "valid")
        return undefined;
      await store.agentTokens.touch(id, clock.now(), NOTED_EVERY_MS);
      return row;
    },
  };
}

/** The secret is random and long: a plain hash cannot be guessed from. */
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

function isSame(ours: string, theirs: string): boolean {
  const [a, b] = [Buffer.from(ours), Buffer.from(theirs)];
  return a.length === b.length && timingSafeEqual(a, b);
}
