/**
 * Recorded payloads out of a folder of JSON files, whatever wraps them: envelopes, recorded
 * exchanges, lists, maps by name. What a payload is shows in its own fields; where these say
 * too little, in the names on the way to it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Json = Readonly<Record<string, unknown>>;

export type Kind =
  | "alert"
  | "legacy detection"
  | "stream event"
  | "host"
  | "online state"
  | "case"
  | "incident"
  | "vulnerability"
  | "indicator"
  | "asset"
  | "real-time response"
  | "batch answer"
  | "refusal"
  | "exchange"
  | "other";

export interface Payload {
  readonly file: string;
  /** Where in the file, as a path of names and numbers. */
  readonly at: string;
  readonly kind: Kind;
  readonly record: Json;
}

export function payloadsIn(folder: string): readonly Payload[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .flatMap((file) => found(file, "", JSON.parse(readFileSync(join(folder, file), "utf8"))));
}

function found(file: string, at: string, value: unknown): readonly Payload[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => found(file, `${at}/${index}`, one));
  if (!isObject(value)) return [];
  const kind = kindOf(`${file}${at}`.toLowerCase(), value);
  const own = kind === undefined ? [] : [{ file, at, kind, record: value }];
  // A recorded exchange is one payload, and what its answer holds are others.
  if (kind !== undefined && kind !== "exchange" && kind !== "refusal") return own;
  const inside =
    kind === undefined && isLeaf(value) ? [{ file, at, kind: "other", record: value } as const] : [];
  return [
    ...own,
    ...inside,
    ...Object.entries(value).flatMap(([name, one]) => found(file, `${at}/${name}`, one)),
  ];
}

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A record of some service, as against a wrapping around records. */
const isLeaf = (value: Json): boolean => typeof value["id"] === "string";

const has = (record: Json, ...names: readonly string[]): boolean => names.some((name) => name in record);

function kindOf(path: string, record: Json): Kind | undefined {
  if (isObject(record["request"]) && isObject(record["response"])) return "exchange";
  if (isObject(record["combined"]) && path.includes("rtr")) return "batch answer";
  if (has(record, "resources", "errors") && isRefusal(record)) return "refusal";
  if (Array.isArray(record["resources"]) || isObject(record["body"])) return undefined;
  if (has(record, "detection_id") && !has(record, "composite_id")) return "legacy detection";
  if (has(record, "composite_id", "pattern_disposition")) return "alert";
  if (path.includes("detection") && has(record, "id") && has(record, "name")) return "alert";
  if (isObject(record["event"]) || isObject(record["unknown_payload"]) || /stream.*\/log$/.test(path))
    return "stream event";
  if (has(record, "cve", "cve_id")) return "vulnerability";
  if (has(record, "incident_id")) return "incident";
  if (has(record, "name_vendor_version", "entity_type")) return "asset";
  if (
    has(record, "indicator") ||
    (has(record, "type") && has(record, "value", "action") && path.includes("ioc"))
  )
    return "indicator";
  if (has(record, "session_id", "cloud_request_id", "batch_id") || (/rtr/.test(path) && has(record, "id")))
    return "real-time response";
  if (/online/.test(path) && has(record, "state")) return "online state";
  if (has(record, "device_id") || has(record, "assessment")) return "host";
  if (/cases?\b/.test(path) && has(record, "id")) return "case";
  return undefined;
}

const isRefusal = ({ resources, errors }: Json): boolean =>
  Array.isArray(errors) && errors.length > 0 && !(Array.isArray(resources) && resources.length > 0);
