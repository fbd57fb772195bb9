/** The words after `token`. Pure. */
import { parseDuration } from "../lib/duration.ts";
import { UserError } from "../lib/errors.ts";
import { TOKEN_ROLES, type TokenRole } from "../store/token-rows.ts";
import type { TokenWords } from "./tokens.ts";

const USAGE =
  "Say token create [--name NAME] [--person PERSON] [--role viewer|responder] [--expires 30d], token list, or token revoke ID.";
const LONGEST_NAME = 60;

/** `take` takes an option out of the words. @throws UserError for what cannot be meant */
export function parseToken(
  given: readonly string[],
  take: (
    words: readonly string[],
    name: string,
  ) => { readonly value?: string; readonly rest: readonly string[] },
): TokenWords {
  const [verb, ...rest] = given;
  if (verb === "list") {
    const others = rest.filter((word) => word !== "--json");
    if (others.length > 0) throw new UserError(USAGE);
    return { run: "token list", isJson: others.length < rest.length };
  }
  if (verb === "revoke") {
    const [id, ...more] = rest;
    if (id === undefined || more.length > 0) throw new UserError(USAGE);
    return { run: "token revoke", id };
  }
  if (verb !== "create") throw new UserError(USAGE);
  const name = take(rest, "name");
  const person = take(name.rest, "person");
  const role = take(person.rest, "role");
  const expires = take(role.rest, "expires");
  if (expires.rest.length > 0) throw new UserError(USAGE);
  return {
    run: "token create",
    ...(name.value === undefined ? {} : { name: name.value.slice(0, LONGEST_NAME) }),
    ...(person.value === undefined ? {} : { person: person.value }),
    ...(role.value === undefined ? {} : { role: readRole(role.value) }),
    ...(expires.value === undefined ? {} : { lifeMs: readLife(expires.value) }),
  };
}

function readRole(written: string): TokenRole {
  const role = TOKEN_ROLES.find((one) => one === written.toLowerCase());
  if (role === undefined)
    throw new UserError(`--role is ${TOKEN_ROLES.join(" or ")}: an agent decides nothing.`);
  return role;
}

function readLife(written: string): number {
  const ms = parseDuration(written);
  if (ms === undefined) throw new UserError("--expires is a duration, such as 12h or 30d.");
  return ms;
}
