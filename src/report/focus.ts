/**
 * What of a time line is worth a picture: a few events days away would press all the others
 * into one spot. Whatever lies beyond a gap that is most of the span is left to the table. Pure.
 */

/** A gap this large, as a share of the whole span … */
const LARGE_GAP = 0.5;
/** … with no more than this share of the events beyond it. */
const FEW = 0.34;

/** In order of time; what lies off is dropped again and again until nothing does. */
export function focused<E extends { readonly at: number }>(events: readonly E[]): readonly E[] {
  const sorted = [...events].sort((a, b) => a.at - b.at);
  const first = sorted[0]?.at ?? 0;
  const span = (sorted.at(-1)?.at ?? 0) - first;
  const gaps = sorted.slice(1).map(({ at }, index) => at - (sorted[index]?.at ?? at));
  const widest = gaps.reduce((most, gap) => Math.max(most, gap), 0);
  if (span === 0 || widest < span * LARGE_GAP) return sorted;
  const split = gaps.indexOf(widest) + 1;
  const [before, after] = [sorted.slice(0, split), sorted.slice(split)];
  const [fewer, more] = before.length <= after.length ? [before, after] : [after, before];
  return fewer.length <= sorted.length * FEW ? focused(more) : sorted;
}
