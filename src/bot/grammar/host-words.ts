/**
 * `isolate A B reason words`: the first word is a host, and so are the words after it
 * that name one, up to the first that names none. Asks the tenant, and asks for one
 * word first: a reason costs one look-up, a long list of hosts few rounds of them.
 */
import { UserError } from "../../lib/errors.ts";
import type { HostWords } from "../ports.ts";
import type { HostSplit } from "./positionals.ts";
import type { Word } from "./words.ts";

/** Look-ups at the same time once a line has turned out to list hosts. */
const WIDEST_ROUND = 8;
/** Far above any cap on one request; who goes beyond it is told so before the tenant is asked on. */
const MOST_HOSTS = 100;
/** Letters of hostnames, device ids, IP addresses, and the commas between them. */
const HOST_LIKE = /^[\p{L}\p{N}._:,-]+$/u;

/** The values of the two arguments; an empty text means that every word was a host. */
export async function settleHosts(
  split: HostSplit,
  hosts: HostWords,
  signal: AbortSignal,
): Promise<{ readonly hosts: string; readonly text: string }> {
  let count = 0;
  let round = 1;
  while (count < split.words.length) {
    if (count >= MOST_HOSTS)
      throw new UserError(`Name at most ${MOST_HOSTS} hosts in one line.`, "too-many-hosts");
    const asked = split.words.slice(count, count + round);
    const verdicts = await Promise.all(asked.map((word) => isHost(word, hosts, signal)));
    const misses = verdicts.indexOf(false);
    count += misses < 0 ? asked.length : misses;
    if (misses >= 0) break;
    round = Math.min(round * 2, WIDEST_ROUND);
  }
  const named = split.words.slice(0, count).map((word) => word.text);
  return { hosts: [split.first, ...named].join(" "), text: split.textAfter(count) };
}

async function isHost(word: Word, hosts: HostWords, signal: AbortSignal): Promise<boolean> {
  if (word.quoted || !HOST_LIKE.test(word.text)) return false;
  const parts = word.text.split(",").filter((part) => part !== "");
  // A name that several hosts bear is still a host: the command will ask which.
  const counts = await Promise.all(parts.map((part) => hosts.count(part, signal)));
  return parts.length > 0 && !counts.includes("none");
}
