/** Puts our slash command where it belongs, but only when it differs from what is there: creations are counted by the day. */
import { z } from "zod";
import type { Calls } from "./calls.ts";
import type { Log } from "./log.ts";
import type { Menu } from "./menu.ts";

/** For one guild it is there at once. Two hundred creations a day and guild is all that Discord allows. */
export async function register(parts: {
  readonly calls: Calls;
  readonly log: Log;
  readonly application: string;
  readonly guildId: string | undefined;
  readonly menu: Menu;
}): Promise<void> {
  const { calls, log, application, guildId, menu } = parts;
  const scope = guildId === undefined ? "" : `/guilds/${guildId}`;
  const path = `/applications/${application}${scope}/commands` as const;
  const there = stored.parse(await calls.call("GET", path, { repeatable: true }));
  if (there.length === 1 && sketch(there[0]) === sketch(menu)) return;
  // The whole set is replaced, and replacing it twice changes nothing.
  await calls.call("PUT", path, { body: [menu], repeatable: true });
  log.info("discord commands are registered", { guild: guildId ?? "all", commands: menu.options.length });
}

interface Sketched {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean | undefined;
  readonly autocomplete?: boolean | undefined;
  readonly max_length?: number | undefined;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[] | undefined;
  readonly options?: readonly Sketched[] | undefined;
}

const choice = z.looseObject({ name: z.string(), value: z.union([z.string(), z.number()]) });
const item: z.ZodType<Sketched> = z.lazy(() =>
  z.looseObject({
    type: z.number().default(1),
    name: z.string(),
    description: z.string().default(""),
    required: z.boolean().optional(),
    autocomplete: z.boolean().optional(),
    max_length: z.number().optional(),
    choices: z.array(choice).optional(),
    options: z.array(item).optional(),
  }),
);
const stored = z.array(item);

/** What matters of a command, in one spelling: Discord leaves out and adds what is said by default. */
function sketch(command: Sketched | undefined): string {
  return JSON.stringify(command === undefined ? null : strip(command));
}

const strip = (one: Sketched): unknown => [
  one.type,
  one.name,
  one.description,
  one.required === true,
  one.autocomplete === true,
  one.max_length ?? null,
  (one.choices ?? []).map(({ name, value }) => [name, value]),
  (one.options ?? []).map(strip),
];
