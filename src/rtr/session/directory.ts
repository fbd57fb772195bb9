/** The directory that a host reports after `cd`. Pure. */
import type { Untrusted } from "../../lib/untrusted.ts";

/** One line that begins as a path does: a drive, a share, or the root. */
const ABSOLUTE = /^(?:[A-Za-z]:[\\/]|\\\\|\/)[^\r\n]*$/;

/** Undefined where the text is no directory: the host is then asked in another way. */
export function directoryIn(stdout: Untrusted | undefined): Untrusted | undefined {
  const line = stdout?.map((text) => text.trim());
  return line?.matches(ABSOLUTE) === true ? line : undefined;
}
