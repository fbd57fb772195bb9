/** The bot's own page for each person: drawn when opened, redrawn while they may be looking. */
import type { Card, Press } from "../../src/chat/card.ts";
import type { Account } from "../../src/chat/person.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { HOUR, SECOND } from "../../src/lib/clock.ts";
import type { Calls } from "./calls.ts";
import type { Log } from "./log.ts";
import { renderHome } from "./render.ts";

/** Slack does not tell when a page is left: redrawn for this long after it was opened. */
const LOOKS_FOR_MS = HOUR;
const MOST_OPEN = 200;
/** Changes come in bursts: one redraw for all of them. */
const SETTLE_MS = SECOND;

/** The pages of at most 200 people are kept up to date, each for an hour after it was opened. */
export interface HomePages {
  opened(account: Account): Promise<void>;
  changed(): void;
}

/** `views.publish` replaces the whole page, so the newest state wins. */
export function createHomePages(parts: {
  readonly calls: Calls;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly overview: (account: Account) => Promise<Card>;
  readonly seal: (press: Press) => string;
}): HomePages {
  const { calls, clock, log, signal } = parts;
  const open = new Map<string, { readonly account: Account; readonly since: number }>();
  let isWaiting = false;

  async function publish(account: Account): Promise<void> {
    try {
      const view = renderHome(await parts.overview(account), parts.seal);
      await calls.call("views.publish", { user_id: account.id, view }, { lane: account.id });
    } catch (error) {
      if (!signal.aborted)
        log.warn("a home page could not be drawn", { user: account.id, error: String(error) });
    }
  }

  async function redrawAll(): Promise<void> {
    await clock.sleep(SETTLE_MS, signal);
    isWaiting = false;
    for (const [user, { account, since }] of open) {
      if (clock.now() - since > LOOKS_FOR_MS) open.delete(user);
      else await publish(account);
    }
  }

  return {
    async opened(account) {
      open.delete(account.id);
      open.set(account.id, { account, since: clock.now() });
      const [oldest] = open.keys();
      if (open.size > MOST_OPEN && oldest !== undefined) open.delete(oldest);
      await publish(account);
    },
    changed() {
      if (isWaiting || open.size === 0 || signal.aborted) return;
      isWaiting = true;
      redrawAll().catch((error: unknown) => {
        isWaiting = false;
        if (!signal.aborted) log.warn("home pages could not be redrawn", { error: String(error) });
      });
    },
  };
}
