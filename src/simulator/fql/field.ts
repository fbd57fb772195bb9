/** Reads a dotted field out of a document; every array on the way contributes all of its members. */
/** What a filter can compare; null and objects are nothing to it. */
export type Scalar = string | number | boolean;

/** Some services keep an untokenised twin of a field under this suffix. */
const RAW_SUFFIX = /\.raw$/;

/** Empty for a field that is not there. */
export function readField(document: unknown, field: string): Scalar[] {
  const path = field.replace(RAW_SUFFIX, "").split(".");
  let found: unknown[] = [document];
  for (const key of path) {
    found = found.flat().map((value) => (isRecord(value) ? value[key] : undefined));
  }
  return found.flat(2).filter(isScalar);
}

/** Whether the field holds several values, which some services refuse to match by pattern. */
export function isListField(document: unknown, field: string): boolean {
  return isRecord(document) && Array.isArray(document[field]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
