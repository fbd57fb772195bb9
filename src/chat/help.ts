/**
 * Help from the commands' own definitions: an overview of what this person may use,
 * and one page for each command. Pure; nothing here is written twice.
 */
import { nearest } from "../lib/edit-distance.ts";
import { untrusted } from "../lib/untrusted.ts";
import { NotFound } from "./ambiguity.ts";
import type { ArgInfo } from "./args.ts";
import { card, facts, list, mono, note, runs, strong, text, buttons } from "./card.ts";
import type { Block, Card, Inline } from "./card.ts";
import type { CommandInfo } from "./command.ts";
import { hasRole } from "./person.ts";
import type { Person } from "./person.ts";

/** What the words around a line look like; adapters explain their own prefix. */
const PREFIX = "/falcon";

const MOST_NEAREST = 3;

const looks = ({ changes }: CommandInfo): boolean => !changes;
const isFor =
  (...roles: readonly CommandInfo["role"][]) =>
  ({ changes, role }: CommandInfo): boolean =>
    changes && roles.includes(role);

/** The overview's parts, in order; each command is in one of them. */
const PARTS = [
  { title: "Look things up", holds: looks },
  { title: "Change things", holds: isFor("anyone", "viewer", "responder") },
  { title: "Decide on requests", holds: isFor("approver") },
  { title: "Run Falconer", holds: isFor("admin") },
] as const;

/**
 * The overview, or the page of the command written.
 * @throws NotFound with the names most like it
 */
export function helpCard(commands: readonly CommandInfo[], person: Person, written?: string): Card {
  if (written === undefined) return helpOverview(commands, person);
  const command = commandNamed(commands, written);
  if (command !== undefined) return helpPage(command, person);
  const names = commands.filter(({ hidden }) => !hidden).flatMap(({ name, aliases }) => [name, ...aliases]);
  const similar = nearest(written, names, MOST_NEAREST).map((name) => untrusted(name));
  throw new NotFound("command", untrusted(written), similar);
}

/** The command with this name or alias, letter case aside. Buttons' own commands have no page. */
function commandNamed(commands: readonly CommandInfo[], written: string): CommandInfo | undefined {
  const wanted = written.trim().toLowerCase();
  return commands.find(({ name, aliases, hidden }) => !hidden && [name, ...aliases].includes(wanted));
}

/** Everything that can be said, what this person may not yet use named apart. */
export function helpOverview(commands: readonly CommandInfo[], person: Person): Card {
  const shown = commands.filter(({ hidden }) => !hidden);
  const open = shown.filter((command) => mayUse(command, person));
  const closed = shown.filter((command) => !mayUse(command, person));
  const blocks: Block[] = [
    text("Say ", mono(`${PREFIX} <command>`), ", mention me, or write to me directly."),
  ];
  for (const { title, holds } of PARTS) {
    const lines = open.filter(holds).map(line);
    if (lines.length > 0) blocks.push(text(strong(title)), list(lines));
  }
  if (closed.length > 0) blocks.push(note("Not open to you: ", byRole(closed), "."));
  blocks.push(note(mono(`${PREFIX} help <command>`), " explains one of them."));
  return { ...card("What Falconer does", ...blocks), data: { commands: shown.map(({ name }) => name) } };
}

/** One command: how it is written, what each part means, examples. */
export function helpPage(command: CommandInfo, person: Person): Card {
  const title = [command.name, ": ", lowerFirst(command.summary)];
  const blocks: Block[] = [text(mono(usage(command)))];
  if (command.args.length > 0) blocks.push(list(command.args.map(argumentLine)));
  blocks.push(
    facts({
      "Also written": command.aliases.length > 0 ? command.aliases.join(", ") : undefined,
      Role: mayUse(command, person) ? command.role : `${command.role} (you do not have it)`,
      Effect: effectOf(command),
    }),
  );
  const examples = command.examples.map((example) => mono(`${PREFIX} ${example}`));
  if (examples.length > 0) blocks.push(text(strong("Examples")), list(examples));
  const isReady =
    mayUse(command, person) && !command.changes && command.args.every(({ required }) => !required);
  if (isReady) blocks.push(buttons(runs(`Run ${command.name}`, command.name, {})));
  return { ...card(title, ...blocks), data: { ...command } };
}

/** `/falcon isolate <hosts> <reason> [--for …] [--emergency]` */
export function usage(command: Pick<CommandInfo, "name" | "args">): string {
  const positional = command.args.filter(({ named }) => !named);
  const named = command.args.filter((arg) => arg.named);
  const parts = [
    ...positional.map((arg) => (arg.required ? `<${placeholder(arg)}>` : `[${placeholder(arg)}]`)),
    ...named.map((arg) => (arg.required ? option(arg) : `[${option(arg)}]`)),
  ];
  return [PREFIX, command.name, ...parts].join(" ");
}

const mayUse = (command: CommandInfo, person: Person): boolean =>
  command.role === "anyone" || hasRole(person.roles, command.role);

const line = (command: CommandInfo): Inline => [mono(command.name), ` ${lowerFirst(command.summary)}`];

/** `isolate, release (responder); freeze (admin)` */
function byRole(commands: readonly CommandInfo[]): string {
  const roles = [...new Set(commands.map(({ role }) => role))];
  const of = (role: CommandInfo["role"]) => commands.filter((one) => one.role === role);
  return roles
    .map(
      (role) =>
        `${of(role)
          .map(({ name }) => name)
          .join(", ")} (${role})`,
    )
    .join("; ");
}

function effectOf({ changes, agents }: CommandInfo): string | undefined {
  if (!changes) return undefined;
  return agents === "propose" ? "changes something; policy says who has to agree" : "changes something";
}

const placeholder = (arg: ArgInfo): string => (arg.kind === "hosts" ? `${arg.name}…` : arg.name);

const option = (arg: ArgInfo): string => (arg.kind === "flag" ? `--${arg.name}` : `--${arg.name} …`);

function argumentLine(arg: ArgInfo): Inline {
  const hint = arg.hint ?? arg.choices?.join(", ");
  const label = arg.label.toLowerCase();
  // A label that only repeats the name says nothing.
  const words = [...(label === arg.name && hint !== undefined ? [] : [label]), hint ?? ""];
  return [mono(arg.named ? option(arg) : arg.name), ` ${words.filter((one) => one !== "").join(": ")}`];
}

const lowerFirst = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
