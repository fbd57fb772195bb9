/** Logging as this adapter needs it. */
import type { Log as ProductLog } from "../../src/lib/log.ts";

export type Log = Pick<ProductLog, "debug" | "info" | "warn" | "error">;
