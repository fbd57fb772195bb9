/** Whether a file that somebody handed in can be run as a script, exactly as it is. Pure. */
import type { Untrusted } from "../../lib/untrusted.ts";

/** The whole goes to the host in one command line, which may not be much longer. */
export const MOST_SCRIPT_BYTES = 48 * 1_024;

/** What people call scripts that these hosts can run, and plain text. */
const SCRIPT_NAME = /\.(?:ps1|psm1|sh|bash|zsh|txt)$/i;

export const isScriptName = (name: Untrusted): boolean => name.matches(SCRIPT_NAME);

export type ScriptText =
  | { readonly ok: true; readonly text: string }
  /** A sentence without its beginning, which is the file. */
  | { readonly ok: false; readonly why: string };

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const TICKS = "```";
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** The text, which written as UTF-8 is the very same bytes; or what is wrong, and what to do. */
export function readScript(bytes: Uint8Array): ScriptText {
  if (bytes.length === 0) return refused("is empty");
  if (bytes.length > MOST_SCRIPT_BYTES) return TOO_LONG;
  if (bytes.includes(0)) return refused("is no plain text, or is UTF-16; save it as UTF-8 and send it again");
  if (BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte))
    return refused(
      "begins with a byte order mark, which the host would take for code; save it as UTF-8 without one",
    );
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refused("is not UTF-8; save it as that and send it again");
  }
  if (CONTROL.test(text)) return refused("holds control characters; take them out and send it again");
  if (text.includes(TICKS))
    return refused("holds three backticks, which end a script in RTR; put it into Falcon as a cloud script");
  if (text.trim() === "") return refused("holds nothing but space");
  return { ok: true, text };
}

const refused = (why: string): ScriptText => ({ ok: false, why });

export const TOO_LONG: ScriptText = refused(
  `is larger than ${MOST_SCRIPT_BYTES / 1_024} KiB, which is the most that goes to a host in one line; put it into Falcon as a cloud script`,
);
