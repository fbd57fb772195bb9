/** A press as one short text, and back: how it is run, the command, then names and values in turn. */
import type { Press } from "../chat/card.ts";

/** ASCII's own separator; a press that holds one is stored instead. */
const BETWEEN = "\u001f";

/** Undefined when the press does not fit. */
export function packPress(press: Press, mostBytes: number): string | undefined {
  const parts = [press.command, ...Object.entries(press.args).flat()];
  if (parts.some((part) => part.includes(BETWEEN) || !part.isWellFormed())) return undefined;
  const text = [press.as === "form" ? "f" : "r", ...parts].join(BETWEEN);
  return Buffer.byteLength(text) <= mostBytes ? text : undefined;
}

/** Undefined for a text that no press packs into. */
export function unpackPress(text: string): Press | undefined {
  const [as, command, ...flat] = text.split(BETWEEN);
  if ((as !== "r" && as !== "f") || command === undefined || flat.length % 2 === 1) return undefined;
  const args: Record<string, string> = {};
  for (let at = 0; at < flat.length; at += 2) args[flat[at] ?? ""] = flat[at + 1] ?? "";
  return { command, args, as: as === "f" ? "form" : "run" };
}
