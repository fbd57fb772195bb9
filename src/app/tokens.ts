/** `token create|list|revoke`: the tokens with which AI agents sign in over HTTP. */
import type { Config } from "../config.ts";
import { UserError } from "../lib/errors.ts";
import { formatDuration } from "../lib/duration.ts";
import type { Clock } from "../lib/clock.ts";
import { hasRole } from "../chat/person.ts";
import { keyOf, type ListedPerson } from "../bot/people.ts";
import { openStore } from "../store/open.ts";
import type { TokenRole } from "../store/token-rows.ts";
import { createTokens, USUAL_LIFE_MS, type Tokens } from "../tokens/service.ts";
import { storeFile } from "./core.ts";
import { listedPeople } from "./people.ts";

/** The line that was typed, understood; `lifeMs` in milliseconds. */
export type TokenWords =
  | {
      readonly run: "token create";
      readonly person?: string;
      readonly name?: string;
      readonly role?: TokenRole;
      readonly lifeMs?: number;
    }
  | { readonly run: "token list"; readonly isJson: boolean }
  | { readonly run: "token revoke"; readonly id: string };

/** The exit code. @throws UserError for whoever the settings do not list, or what they may not issue */
export async function manageTokens(options: {
  readonly words: TokenWords;
  readonly config: Config;
  readonly clock: Clock;
  readonly login: string;
  readonly print: (line: string) => void;
}): Promise<number> {
  const { words, config, clock, login, print } = options;
  const store = await openStore({ databaseUrl: config.store.databaseUrl?.use(), file: storeFile(config) });
  try {
    const tokens = createTokens({ store, clock });
    const people = listedPeople(config);
    const me = people.find(({ accounts }) =>
      accounts.some((ref) => keyOf(ref) === keyOf({ surface: "terminal", id: login })),
    );
    if (me === undefined) {
      throw new UserError(
        `Tokens are issued by people of the settings. Give one of them the login: people: [{ name: …, shell: ${login}, … }].`,
      );
    }
    switch (words.run) {
      case "token create":
        await create(tokens, words, me, people, print);
        return 0;
      case "token list":
        await list(tokens, words.isJson, { me, people, clock, print });
        return 0;
      case "token revoke":
        await revoke(tokens, words.id, me);
        print(`revoked ${words.id}`);
        return 0;
    }
  } finally {
    await store.close();
  }
}

/** For oneself, or as an admin for anybody; never with a role that the person does not have. */
async function create(
  tokens: Tokens,
  words: Extract<TokenWords, { run: "token create" }>,
  me: ListedPerson,
  people: readonly ListedPerson[],
  print: (line: string) => void,
): Promise<void> {
  const person = words.person === undefined ? me : personNamed(words.person, people);
  if (person.id !== me.id && !isAdmin(me)) {
    throw new UserError("Only an admin may issue a token for somebody else.");
  }
  const role = words.role ?? "viewer";
  if (!hasRole(new Set(person.roles), role))
    throw new UserError(`${person.name} does not have the role ${role}.`);
  const lifeMs = words.lifeMs ?? USUAL_LIFE_MS;
  const { text, row } = await tokens.create({
    name: words.name ?? "agent",
    personId: person.id,
    role,
    lifeMs,
    by: me.id,
  });
  print(`token: ${text}`);
  print(`id: ${row.id}`);
  print(`acts for: ${person.name}, at most as ${role}`);
  print(`expires: ${new Date(row.expiresAt).toISOString()} (in ${formatDuration(lifeMs)})`);
  print("It is shown this once. Give it to one program, as Authorization: Bearer.");
}

async function list(
  tokens: Tokens,
  isJson: boolean,
  {
    me,
    people,
    clock,
    print,
  }: {
    readonly me: ListedPerson;
    readonly people: readonly ListedPerson[];
    readonly clock: Clock;
    readonly print: (line: string) => void;
  },
): Promise<void> {
  const rows = (await tokens.list()).filter(({ personId }) => isAdmin(me) || personId === me.id);
  if (isJson) {
    print(JSON.stringify(rows.map((row) => ({ ...row, hash: undefined }))));
    return;
  }
  if (rows.length === 0) print("no tokens");
  for (const { id, name, personId, role, state, expiresAt, usedAt } of rows) {
    const who = people.find((one) => one.id === personId)?.name ?? `${personId} (not listed any more)`;
    const ends = state === "valid" ? `valid for ${formatDuration(expiresAt - clock.now())}` : state;
    const used = usedAt === undefined ? "never used" : `used ${new Date(usedAt).toISOString()}`;
    print(`${id}  ${name}  ${who}  ${role}  ${ends}  ${used}`);
  }
}

async function revoke(tokens: Tokens, id: string, me: ListedPerson): Promise<void> {
  const row = (await tokens.list()).find((one) => one.id === id);
  if (row !== undefined && row.personId !== me.id && !isAdmin(me)) {
    throw new UserError("Only an admin may revoke the token of somebody else.");
  }
  await tokens.revoke(id, me.id);
}

const isAdmin = ({ roles }: ListedPerson): boolean => roles.includes("admin");

function personNamed(written: string, people: readonly ListedPerson[]): ListedPerson {
  const wanted = written.trim().toLowerCase();
  const found = people.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (found === undefined) throw new UserError("The settings list nobody of that name.");
  return found;
}
