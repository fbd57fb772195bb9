/** What an admin has to know when the feed stands still: a missing scope at once, the rest when it lasts. */
import { FalconError } from "../../falcon/errors.ts";
import { DAY, MINUTE } from "../../lib/clock.ts";
import { BotError } from "../../lib/errors.ts";
import type { FeedParts } from "./ports.ts";

const PATIENCE_MS = 5 * MINUTE;

export async function tellTrouble(parts: FeedParts, error: unknown, since: number): Promise<void> {
  const now = parts.clock.now();
  const day = Math.floor(now / DAY);
  const hint = error instanceof BotError ? error.hint : "The log has the details.";
  if (error instanceof FalconError && error.kind === "denied") {
    await parts.tellAdmins({
      about: `feed-denied:${error.scope ?? ""}:${day}`,
      title: "The alert feed may not read alerts",
      words: `${hint} Everything else goes on; the feed reads on from where it was once that is mended.`,
    });
    return;
  }
  if (now - since < PATIENCE_MS) return;
  await parts.tellAdmins({
    about: `feed-stopped:${since}`,
    title: "The alert feed stands still",
    words: `No alerts could be read for ${Math.round((now - since) / MINUTE)} minutes. ${hint} Nothing is lost: it reads on from where it was.`,
  });
}
