/**
 * A command, defined once. The text grammar, forms, options, completion, help and
 * tools of every surface are derived from this.
 */
import type { z } from "zod";
import type { ArgInfo } from "./args.ts";
import type { Card } from "./card.ts";
import type { IncomingFile } from "./incoming-file.ts";
import type { Account, AskedBy, Person, Role } from "./person.ts";
import type { Place } from "./place.ts";
import type { Answer, Audience } from "./turn.ts";

/** What an AI agent may do with it: read through it, propose through it, or not see it at all. */
export type AgentUse = "read" | "propose" | "never";

/** What adapters see of a command: enough to draw menus, forms and help. */
export interface CommandInfo {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly role: Role | "anyone";
  /** Rights depend on what it is used on: its service judges them, and `role` is a word for help. */
  readonly judgesRights: boolean;
  /** With this flag this role will do as well: break-glass is the approver's, who may be no responder. */
  readonly orRole?: { readonly flag: string; readonly role: Role } | undefined;
  /** It proposes, decides or alters; run with missing arguments it opens a form. */
  readonly changes: boolean;
  readonly audience: Audience;
  readonly agents: AgentUse;
  /** Reached by buttons only: not in menus, help or completion. */
  readonly hidden: boolean;
  readonly args: readonly ArgInfo[];
  readonly examples: readonly string[];
}

/** What a command knows about the moment it is run in. */
export interface Moment {
  readonly person: Person;
  readonly account: Account;
  readonly place: Place;
  readonly askedBy: AskedBy;
  /** Ids of the records that a program says it rests on, as it gave them. */
  readonly cites?: readonly string[];
  /** The turn's id: what a request made by it is known by, so that it is made once. */
  readonly turnId: string;
  /** Files that came with what was said. */
  readonly files?: readonly IncomingFile[];
  readonly signal: AbortSignal;
}

/** A command with its services bound in. `Services` is ours to choose in `commands/define.ts`. */
export interface Command<Services> {
  readonly info: CommandInfo;
  readonly schema: z.ZodObject;
  /** Words skipped after the name where people say them: `isolate host WIN-01`. */
  readonly fillers: readonly string[];
  run(args: unknown, moment: Moment, services: Services): Promise<Card | Answer>;
}
