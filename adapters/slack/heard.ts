/**
 * What every kind of event has in common once it is read: who spoke, what was said, how to
 * answer, and an id that the same event has however often and on whatever road it comes.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { IncomingFile } from "../../src/chat/incoming-file.ts";
import type { Account, Standing } from "../../src/chat/person.ts";
import type { Input } from "../../src/chat/turn.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { Reply } from "./reply.ts";
import { replySchema } from "./reply.ts";

/** Who we are in the workspace. */
export interface Home {
  readonly team: string;
  readonly enterprise: string | undefined;
  readonly botUser: string;
  /** `https://team.slack.com/` */
  readonly url?: string | undefined;
}

/** One event, read and ready to be stored as a turn. */
export interface Heard {
  readonly id: string;
  readonly account: Account;
  readonly input: Input;
  readonly reply: Reply;
  readonly files?: readonly IncomingFile[];
  /** Sorts what was said in one conversation. */
  readonly order?: string;
  /** Opens a form within three seconds, once. */
  readonly trigger?: string;
}

/** The surface's name in settings, rows and turns. */
export const SURFACE = "slack";

/** A platform id; an empty one would make two different things equal. */
export const id = z.string().min(1);
/** Absent and empty mean the same; null is taken out before anything is read. */
export const optionalText = z
  .string()
  .optional()
  .transform((value) => (value === "" ? undefined : value));

/** The user as interactions carry it; events carry less. */
export const userPart = z.looseObject({
  id,
  username: optionalText,
  name: optionalText,
  team_id: optionalText,
  enterprise_id: optionalText,
});

/** The same parts, the same id. Hashed, because addresses and typed text are among them. */
export function turnId(kind: string, ...parts: readonly unknown[]): string {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
  return `${SURFACE}:${kind}:${digest}`;
}

export const accountOf = (user: z.infer<typeof userPart>, home: Home): Account =>
  account(user.id, user.username ?? user.name, user.team_id, user.enterprise_id, home);

/** Without a team the user counts as ours until Slack says otherwise. */
export function account(
  user: string,
  name: string | undefined,
  team: string | undefined,
  enterprise: string | undefined,
  home: Home,
): Account {
  return {
    surface: SURFACE,
    id: user,
    tenant: team ?? home.team,
    name: untrusted(name ?? user),
    standing: standing(team, enterprise, home),
  };
}

/** A payload can only prove that somebody is a stranger; the rest is asked of Slack. */
function standing(team: string | undefined, enterprise: string | undefined, home: Home): Standing {
  const isOurs = team === undefined || team === home.team;
  const isSister = enterprise !== undefined && enterprise === home.enterprise;
  return isOurs || isSister ? "unknown" : "foreign";
}

/** Without the absent parts, so that the note is plain JSON. */
export function compact(
  reply: { readonly [K in keyof Reply]: Reply[K] | undefined } & Pick<Reply, "kind" | "user" | "channel">,
): Reply {
  return replySchema.parse(reply);
}
