/**
 * Null means silence. Slack writes a field that does not apply as absent here and as null
 * there, the SDK throws on some of the nulls, and schemas would refuse the others: they are
 * taken out once, at the border.
 */
export function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === null ? [] : [[key, cleaned(part)] as const])),
  );
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((part) => part !== null).map(cleaned);
  return typeof value === "object" && value !== null ? withoutNulls({ ...value }) : value;
}
