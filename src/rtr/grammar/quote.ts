/** A name of the library on its way into a command line. It is quoted here and shown nowhere. */
import { reveal, type Untrusted } from "../../lib/untrusted.ts";

const TICKS = "```";
/** What no quote can hold. */
// oxlint-disable-next-line no-control-regex
const UNQUOTABLE = /[\u0000-\u001f\u007f]/;

/** Undefined for a name that no line of RTR can hold. */
export function quoted(name: Untrusted): string | undefined {
  const text = reveal(name);
  if (text === "" || UNQUOTABLE.test(text)) return undefined;
  if (!text.includes('"')) return `"${text}"`;
  return text.includes(TICKS) ? undefined : TICKS + text + TICKS;
}
