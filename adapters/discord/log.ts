/** Logging as this adapter needs it. */
import type { Log as ProductLog } from "../../src/lib/log.ts";

/** What this adapter may write; never a payload or a token. */
export type Log = Pick<ProductLog, "debug" | "info" | "warn" | "error">;
