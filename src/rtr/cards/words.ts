/** Sizes, durations and names as cards of real time response say them. Pure. */
import type { Inline } from "../../chat/card.ts";
import { clip } from "../../chat/visible.ts";
import { SECOND } from "../../lib/clock.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import { PLATFORM_NAMES, platformOf } from "../catalogue.ts";

const KIB = 1_024;
const UNITS = ["bytes", "KiB", "MiB", "GiB"] as const;

export function sizeWords(bytes: number | undefined): string {
  if (bytes === undefined) return "not known";
  const power = bytes < KIB ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(KIB)));
  const amount = power === 0 ? String(bytes) : (bytes / KIB ** power).toFixed(1);
  const exact = power === 0 ? "" : ` (${bytes.toLocaleString("en")} bytes)`;
  return `${amount} ${bytes === 1 ? "byte" : (UNITS[power] ?? "")}${exact}`;
}

export const tookWords = (from: number | undefined, to: number | undefined): string | undefined =>
  from === undefined || to === undefined ? undefined : `${((to - from) / SECOND).toFixed(1)} s`;

export function platformWords(platform: string): string {
  const known = platformOf(platform);
  return known === undefined ? "not known" : PLATFORM_NAMES[known];
}

const TITLE_LENGTH = 120;

/** The first line of a command, for a title. */
export const commandTitle = (command: Untrusted): Inline => ["> ", shortCommand(command)];

/** A command may hold a whole script. */
export const shortCommand = (command: Untrusted): Untrusted =>
  command.map((text) => clip(text.split(/[\r\n]/, 1)[0] ?? "", TITLE_LENGTH));

/** A command that a title does not show whole. */
export const isLongCommand = (command: Untrusted): boolean =>
  command.length > TITLE_LENGTH || command.matches(/[\r\n]/);

export const nameList = (names: readonly Inline[]): readonly Inline[] =>
  names.flatMap((name, i) => (i === 0 ? [name] : [", ", name]));
