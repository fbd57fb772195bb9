/** Data that is still too long once its list is cut to one row: shorter texts, then fewer entries. */

interface Measure {
  readonly chars: number;
  readonly entries: number;
}

const STEPS: readonly Measure[] = [
  { chars: 500, entries: 50 },
  { chars: 120, entries: 15 },
  { chars: 40, entries: 4 },
];

/** In characters of JSON. */
export const sizeOf = (value: unknown): number => JSON.stringify(value ?? null).length;

/** In three steps, each shorter; when none is short enough the data says where to look instead. */
export function shrink(
  value: unknown,
  room: number,
): { readonly value: unknown; readonly isShortened: boolean } {
  if (sizeOf(value) <= room) return { value, isShortened: false };
  for (const step of STEPS) {
    const shorter = measured(value, step);
    if (sizeOf(shorter) <= room) return { value: shorter, isShortened: true };
  }
  return { value: { left_out: "The data is too long; the text has the essence." }, isShortened: true };
}

function measured(value: unknown, step: Measure): unknown {
  if (typeof value === "string") {
    return value.length <= step.chars ? value : `${value.slice(0, step.chars).toWellFormed()}…`;
  }
  if (Array.isArray(value)) return value.slice(0, step.entries).map((one) => measured(one, step));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, measured(one, step)]));
}
