/** Logging as this adapter needs it, and the SDK's logger on top of it. */
import { clip } from "../../src/chat/visible.ts";
import type { Log as ProductLog } from "../../src/lib/log.ts";

/** What this adapter may write; never a payload or a token. */
export type Log = Pick<ProductLog, "debug" | "info" | "warn" | "error">;

const LONGEST_LINE = 500;

/**
 * The SDK prints whole payloads and headers at debug level: that level does not exist here.
 * Its errors are warnings to us, because whoever called hears of the failure as well.
 */
export function sdkLogger(log: Log): {
  debug(): void;
  info(...parts: unknown[]): void;
  warn(...parts: unknown[]): void;
  error(...parts: unknown[]): void;
  setLevel(): void;
  getLevel(): never;
  setName(): void;
} {
  const line = (parts: readonly unknown[]): string => clip(parts.map(String).join(" "), LONGEST_LINE);
  return {
    debug: () => undefined,
    info: (...parts) => log.debug("slack sdk", { detail: line(parts) }),
    warn: (...parts) => log.warn("slack sdk", { detail: line(parts) }),
    error: (...parts) => log.warn("slack sdk", { detail: line(parts) }),
    setLevel: () => undefined,
    // The SDK's level is an enum of strings; naming it here would load the SDK.
    getLevel: () => "info" as never,
    setName: () => undefined,
  };
}
