/** A log that keeps what it is told, for tests that ask what was written. */
import type { Log } from "../../src/lib/log.ts";

export interface KeptLog extends Log {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: unknown }[];
}

export function keptLog(): KeptLog {
  const lines: KeptLog["lines"] = [];
  const at = (level: string) => (message: string, fields?: unknown) => {
    lines.push({ level, message, fields });
  };
  const log: KeptLog = {
    lines,
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: () => log,
  };
  return log;
}
