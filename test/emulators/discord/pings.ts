/** Whom a message would notify, by what it allows. https://discord.com/developers/docs/resources/message#allowed-mentions-object */
import type { Json } from "./world.ts";

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** `defaults`: what is allowed when the message says nothing about it. Embeds never notify. */
export function pinged(
  body: Json,
  defaults: readonly string[],
  answered: string | undefined,
): readonly string[] {
  const content = typeof body["content"] === "string" ? body["content"] : "";
  const allowed = isObject(body["allowed_mentions"]) ? body["allowed_mentions"] : undefined;
  const kinds = allowed === undefined ? defaults : ((allowed["parse"] ?? []) as readonly string[]);
  const named = (kind: string): readonly string[] => (allowed?.[kind] ?? []) as readonly string[];
  const users = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => id);
  const roles = [...content.matchAll(/<@&(\d+)>/g)].map(([, id = ""]) => id);
  const everyone = content.match(/@(?:everyone|here)\b/g) ?? [];
  const repliesPing = allowed === undefined || allowed["replied_user"] === true;
  return [
    ...users.filter((id) => kinds.includes("users") || named("users").includes(id)),
    ...roles.filter((id) => kinds.includes("roles") || named("roles").includes(id)),
    ...(kinds.includes("everyone") ? everyone : []),
    ...(answered !== undefined && repliesPing ? [answered] : []),
  ];
}
