/** A recording in asciicast's format, read into what is shown when. Pure. */

/** Times in seconds from the beginning, pauses already shortened. */
export interface Cast {
  readonly title: string;
  readonly lengthS: number;
  readonly events: readonly { readonly atS: number; readonly text: string }[];
}

interface Header {
  readonly title?: string;
  readonly idle_time_limit?: number;
}

/** Pauses are shortened to what the recording allows. */
export function readCast(written: string): Cast {
  const [first = "{}", ...rest] = written.split("\n").filter((line) => line !== "");
  const header = JSON.parse(first) as Header;
  const longest = header.idle_time_limit ?? Number.POSITIVE_INFINITY;
  let before = 0;
  let atS = 0;
  const events = rest.flatMap((line) => {
    const [time, kind, text] = JSON.parse(line) as readonly [number, string, string];
    atS += Math.min(Math.max(0, time - before), longest);
    before = time;
    return kind === "o" ? [{ atS, text: text.replaceAll("\r\n", "\n") }] : [];
  });
  return { title: header.title ?? "Recording", lengthS: atS, events };
}

/** All text up to that moment. A recording holds text alone, no movements of a cursor. */
export const shownAt = ({ events }: Cast, atS: number): string =>
  events
    .filter((event) => event.atS <= atS)
    .map(({ text }) => text)
    .join("");
