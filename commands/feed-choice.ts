/** Which feed is meant: by its id, by its channel, or by a choice where a channel has several. */
import { Ambiguity } from "../src/chat/ambiguity.ts";
import type { Moment } from "../src/chat/command.ts";
import type { FormValues } from "../src/chat/form.ts";
import { UserError } from "../src/lib/errors.ts";
import { untrusted } from "../src/lib/untrusted.ts";
import type { Feeds } from "../src/alerts/feed/service.ts";
import { filterWords, where, type FeedRow } from "./feed-words.ts";

const HERE = "here";

/**
 * `understood`: the other arguments as the command reads them, for when it is run again.
 * @throws Ambiguity where several feeds tell in that channel
 */
export async function chosenFeed(
  feeds: Feeds,
  written: string | undefined,
  { place }: Pick<Moment, "place">,
  understood: FormValues,
): Promise<FeedRow> {
  const word = written ?? HERE;
  const found = await feeds.find(word, place);
  const [only] = found;
  if (only === undefined)
    throw new UserError(
      word.toLowerCase() === HERE
        ? "No feed tells anything in this channel. feed list shows all there are."
        : "There is no such feed or channel with one. feed list shows all there are.",
    );
  if (found.length === 1) return only;
  throw new Ambiguity(
    untrusted(word),
    found.map((row) => ({ value: row.id, label: filterWords(row), detail: where(row) })),
    found.length,
    { field: "feed", values: { ...understood, feed: word } },
  );
}
