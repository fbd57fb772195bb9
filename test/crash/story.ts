/**
 * One story told by people who do not give up: ask, wait for the card, approve, wait for
 * the end, whatever happens to the bot meanwhile. What was acknowledged is not said twice.
 */
import { textOf, type Message } from "../emulators/slack/index.ts";
import { until } from "../product/bot.ts";
import { idOf, type Stage } from "../product/stage.ts";

const PATIENCE_MS = 180_000;

export interface Told {
  readonly hostname: string;
  /** The request that each card in the channel shows. */
  readonly requests: readonly string[];
  readonly calls: number;
  readonly text: string;
}

export async function tellStory(stage: Stage, hostname: string): Promise<Told> {
  // What is said in a card's thread names the host too, and is no card.
  const cards = (): readonly Message[] => stage.cards(hostname).filter((said) => said.threadTs === undefined);
  await insist(`a request for ${hostname}`, async () => {
    if (cards().length > 0) return true;
    const { acked } = await stage.slack.slash(
      "U0ANA",
      "C0SOC",
      `isolate ${hostname} beaconing to a known C2`,
    );
    return acked;
  });
  const card = await until(`the card of ${hostname}`, () => cards()[0], PATIENCE_MS);
  await insist(`an approval of ${hostname}`, async () => {
    if (textOf(card).includes("Lee Chan")) return true;
    return (await stage.slack.click("U0LEE", card, "Approve")).acked;
  });
  await until(`the end of ${hostname}`, () => textOf(card).includes("contained, verified"), PATIENCE_MS);
  return {
    hostname,
    requests: cards().map((one) => /Request\W+([0-9a-z]{12})\b/.exec(textOf(one))?.[1] ?? "none"),
    calls: stage.falcon.state.containCalls(idOf(stage.falcon, hostname)),
    text: textOf(card),
  };
}

/** Tries until the platform got its acknowledgement; a person would do the same. */
async function insist(what: string, act: () => Promise<boolean>): Promise<void> {
  await until(
    what,
    async () => {
      const done = await act().catch(() => false);
      if (!done) await new Promise((resolve) => setTimeout(resolve, 300));
      return done;
    },
    PATIENCE_MS,
  );
}
