/** One command of a host: who may run it where, how it is written, what it does. */
import type { Computer } from "../computer.ts";
import type { Content } from "../content.ts";
import type { Library } from "../library.ts";
import type { Line } from "../line.ts";
import { resolvePath } from "../paths.ts";

/** Lowest first; a tier's path takes what the lower ones take. */
export type Tier = "read-only" | "active-responder" | "admin";

/** All that a command may look at or change. */
export interface Ground {
  readonly computer: Computer;
  readonly library: Library;
  /** Where the session stands. */
  readonly directory: string;
  /** The lines of the session so far. */
  readonly history: readonly string[];
  readonly nowMs: number;
}

/** What came of it. A command that failed says why on `stderr`; there is no exit code. */
export interface Outcome {
  readonly stdout?: string;
  readonly stderr?: string;
  /** Longer than a command takes anyway. */
  readonly takesMs?: number;
  /** The session stands there from now on. */
  readonly directory?: string;
  /** On its way to the cloud. */
  readonly fetched?: { readonly path: string; readonly content: Content };
  readonly power?: "off" | "restart";
}

export interface Verb {
  /** One word, or two: `reg query`. */
  readonly name: string;
  /** `WML` */
  readonly platforms: string;
  readonly tier: Tier;
  /** `<path> [-ShowHex] [-Name=<value>]`: required without brackets. */
  readonly syntax: string;
  readonly about: string;
  readonly example: string;
  readonly run: (line: Line, ground: Ground) => Outcome;
}

/** The word after the command's own at this place, as a path of the host. */
export function pathAt(verb: Pick<Verb, "name">, line: Line, place: number, ground: Ground): string {
  return resolvePath(ground.computer.platform, ground.directory, argumentAt(verb, line, place) ?? ".");
}

/** Undefined when the line is shorter. */
export const argumentAt = ({ name }: Pick<Verb, "name">, line: Line, place: number): string | undefined =>
  line.words[name.split(" ").length + place];

/** It worked. */
export const said = (stdout: string): Outcome => ({ stdout });
/** What the host says of its failure; Falcon calls the command complete all the same. */
export const failed = (stderr: string): Outcome => ({ stderr });
