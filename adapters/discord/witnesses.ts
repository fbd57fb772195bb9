/**
 * What Discord itself said about a member a moment ago, along with what they did. It stands
 * in when Discord cannot be asked: a click tells of the roles at the moment of the click.
 */
import { z } from "zod";
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";

const BELIEVED_MS = 10 * SECOND;
const REMEMBERED = 2_000;

/** As REST and the gateway both write it. */
export const memberSchema = z.looseObject({
  user: z.looseObject({ bot: z.boolean().optional() }).optional(),
  roles: z.array(z.string()).default([]),
  /** Has not agreed to the guild's rules yet. */
  pending: z.boolean().optional(),
});
/** A member of one guild; an absent one is `undefined`, never an empty member. */
export type Member = z.infer<typeof memberSchema>;

const actorSchema = z.looseObject({
  guild_id: z.string(),
  member: memberSchema.extend({ user: z.looseObject({ id: z.string(), bot: z.boolean().optional() }) }),
});

/** Believed for ten seconds, and only where Discord cannot be asked. */
export interface Witnesses {
  /** An event as it came from the gateway. */
  saw(event: unknown): void;
  lately(guild: string, user: string): Member | undefined;
}

/** Remembers the last 2,000 members. */
export function createWitnesses(clock: Pick<Clock, "now">): Witnesses {
  const seen = new Map<string, { readonly at: number; readonly member: Member }>();
  return {
    saw(event) {
      const { data } = actorSchema.safeParse(event);
      if (data === undefined) return;
      const key = `${data.guild_id}:${data.member.user.id}`;
      seen.delete(key);
      seen.set(key, { at: clock.now(), member: data.member });
      const [oldest] = seen.keys();
      if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
    },
    lately(guild, user) {
      const known = seen.get(`${guild}:${user}`);
      return known !== undefined && clock.now() - known.at < BELIEVED_MS ? known.member : undefined;
    },
  };
}
