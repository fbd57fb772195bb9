/**
 * The shape of a command of RTR as data. Validation, help, completion, masking and what has to
 * be agreed to are all read from this. Source: falcon-api "RTR command catalogue".
 */
import type { RtrTier } from "../../falcon/endpoints/rtr.ts";

export const PLATFORMS = ["windows", "mac", "linux"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** `reads` looks, `writes` leaves something behind, `destroys` may lose something or act on the host. */
export type Effect = "reads" | "writes" | "destroys";

export interface ArgumentSpec {
  readonly name: string;
  readonly kind: "text" | "path" | "number" | "key" | "drive";
  readonly isRequired: boolean;
  /** Never shown again, anywhere. */
  readonly isSecret?: boolean;
  readonly most?: number;
  readonly choices?: readonly string[];
}

export interface FlagSpec {
  /** `-Force`, as it is written. */
  readonly name: string;
  /** `switch` stands alone; the others are written `-Name=value`. */
  readonly value: "switch" | "text" | "seconds";
  readonly choices?: readonly string[];
  readonly platforms?: readonly Platform[];
}

/** What a command becomes with arguments, or with one of these flags. */
export interface Raise {
  readonly by: "arguments" | readonly string[];
  readonly tier: RtrTier;
  readonly effect: Effect;
}

export interface CommandSpec {
  /** `ls`, `reg query` */
  readonly name: string;
  readonly summary: string;
  readonly platforms: readonly Platform[];
  readonly tier: RtrTier;
  readonly effect: Effect;
  readonly args: readonly ArgumentSpec[];
  readonly flags: readonly FlagSpec[];
  /** At least one of these has to be there. */
  readonly needs?: readonly string[];
  readonly raise?: Raise;
  /** How long it may take unless the session says otherwise; the usual time unless given. */
  readonly patienceMs?: number;
  readonly example: string;
}

type Rest = Partial<Pick<CommandSpec, "args" | "flags" | "needs" | "raise" | "patienceMs">>;
type Head = Pick<CommandSpec, "name" | "summary" | "example"> & { readonly on: string };

const LETTERS: Readonly<Record<string, Platform>> = { W: "windows", M: "mac", L: "linux" };

/** `on` is `WML`: Windows, Mac, Linux. */
const command =
  (tier: RtrTier, effect: Effect) =>
  ({ on, ...head }: Head, rest: Rest = {}): CommandSpec => ({
    ...head,
    platforms: on.split("").flatMap((letter) => LETTERS[letter] ?? []),
    tier,
    effect,
    args: [],
    flags: [],
    ...rest,
  });

export const looks = command("read-only", "reads");
export const leaves = command("read-only", "writes");
export const asks = command("active-responder", "reads");
export const writes = command("active-responder", "writes");
export const destroys = command("active-responder", "destroys");
export const commands = command("admin", "destroys");

export const required = (
  name: string,
  kind: ArgumentSpec["kind"],
  more: Partial<Pick<ArgumentSpec, "isSecret" | "most" | "choices">> = {},
): ArgumentSpec => ({ name, kind, isRequired: true, ...more });

export const optional = (
  name: string,
  kind: ArgumentSpec["kind"],
  more: Partial<Pick<ArgumentSpec, "isSecret" | "most" | "choices">> = {},
): ArgumentSpec => ({ name, kind, isRequired: false, ...more });

export const switches = (...names: readonly string[]): readonly FlagSpec[] =>
  names.map((name) => ({ name, value: "switch" }));

export const takes = (
  name: string,
  value: "text" | "seconds" = "text",
  choices?: readonly string[],
): FlagSpec => ({ name, value, ...(choices === undefined ? {} : { choices }) });
