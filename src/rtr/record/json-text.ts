/** JSON of values that hold text from hosts: the document is foreign text as a whole, and stays wrapped. */
import { joinUntrusted, untrusted, Untrusted } from "../../lib/untrusted.ts";

export function jsonText(value: unknown): Untrusted {
  if (value instanceof Untrusted) return value.map((text) => JSON.stringify(text));
  if (Array.isArray(value)) return joinUntrusted(["[", joinUntrusted(value.map(jsonText), ","), "]"]);
  if (typeof value !== "object" || value === null) return untrusted(JSON.stringify(value) ?? "null");
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const written = fields.map(([name, field]) => joinUntrusted([JSON.stringify(name), ":", jsonText(field)]));
  return joinUntrusted(["{", joinUntrusted(written, ","), "}"]);
}
