/** The fingerprint of an action: kind, params and the frozen list of targets, nothing else. */
import { createHash } from "node:crypto";

/** SHA-256 in hex. The order of targets does not matter, nor does that of keys. */
export function actionHash(kind: string, params: unknown, targetIds: readonly string[]): string {
  return createHash("sha256")
    .update(canonical([kind, params, targetIds.toSorted()]))
    .digest("hex");
}

/** JSON with keys in order, so that a store that reorders them does not change the hash. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
