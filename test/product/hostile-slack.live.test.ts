/** A Slack that repeats itself, falls silent, closes channels or takes the app's rights away. */
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BOT_USER, startSlack, textOf, type Message } from "../emulators/slack/index.ts";
import { createHome, freePort, until } from "./bot.ts";
import { CHANNELS, PEOPLE, settings } from "./settings.ts";
import { buttonsOf, idOf, openStage, setStage, type OpenStage } from "./stage.ts";

let stage: OpenStage;
beforeAll(async () => {
  stage = await openStage({ slack: { users: PEOPLE, channels: CHANNELS, pingEveryMs: 500 } });
});
afterAll(() => stage.close());

const ask = (host: string) => stage.slack.slash("U0ANA", "C0SOC", `isolate ${host} beaconing`);
const votes = (card: Message): number => textOf(card).split("Approved by").length - 1;
const contained = (card: Message) =>
  until("contained", () => textOf(card).includes("contained, verified"), 25_000);

describe("one envelope three times, out of order, on two sockets", () => {
  it("is one request, one vote and one isolation", async () => {
    const { slack, falcon } = stage;
    await until("two sockets", () => slack.sockets.open().length > 1);
    const asked = await ask("SRV-01");
    const card = await stage.card("SRV-01");
    const first = await slack.click("U0LEE", card, "Approve");
    await until("one vote", () => votes(card) === 1);
    const second = await slack.click("U0KIM", card, "Approve");
    for (const { envelope } of [second, first, asked, first]) {
      const acks = await slack.redeliver(envelope, 3);
      expect(acks.every(({ acked }) => acked)).toBe(true);
    }
    await contained(card);
    expect(votes(card)).toBe(2);
    expect(falcon.state.containCalls(idOf(falcon, "SRV-01"))).toBe(1);
    expect(stage.cards("SRV-01")).toHaveLength(1);
  });

  it("is one answer", async () => {
    const { slack, falcon } = stage;
    const looked = await slack.slash("U0EVE", "C0OTHER", "host WIN-06");
    await slack.redeliver(looked.envelope, 3);
    const id = idOf(falcon, "WIN-06");
    const answers = () => slack.channel("C0OTHER").messages.filter((one) => textOf(one).includes(id));
    await until("the answer", () => answers().length > 0);
    await slack.slash("U0EVE", "C0OTHER", "host WIN-05");
    await until("the next answer", () =>
      slack.channel("C0OTHER").messages.some((one) => textOf(one).includes(idOf(falcon, "WIN-05"))),
    );
    expect(answers()).toHaveLength(1);
  });
});

describe("a card whose place goes away", () => {
  it("deleted by somebody, it stands in the channel again with the truth", async () => {
    await ask("WIN-01");
    const card = await stage.card("WIN-01");
    const asPosted = structuredClone(card);
    card.deleted = true;
    await stage.slack.click("U0LEE", asPosted, "Approve");
    const again = await until("a new card", () =>
      stage.cards("WIN-01").find((one) => one.ts !== card.ts && one.threadTs === undefined),
    );
    await contained(again);
    expect(textOf(again)).toContain("Lee Chan");
  });

  it("in an archived channel, it moves to where it was asked for, and an admin is told", async () => {
    const channel = stage.slack.channel("C0APPROVE");
    await ask("WIN-02");
    const card = await stage.card("WIN-02");
    channel.isArchived = true;
    await stage.slack.click("U0LEE", structuredClone(card), "Approve");
    const moved = await until("the card where it was asked for", () =>
      stage.slack
        .channel("C0SOC")
        .messages.find((one) => one.byBot && textOf(one).includes(idOf(stage.falcon, "WIN-02"))),
    );
    await contained(moved);
    await stage.told("U0ROOT", "C0APPROVE", "archived");
    channel.isArchived = false;
  });

  it("without the bot in the channel, it is posted where it was asked for and can be decided there", async () => {
    stage.slack.channel("C0APPROVE").members.delete(BOT_USER);
    await ask("WIN-03");
    const card = await until("the card where it was asked for", () =>
      stage.slack
        .channel("C0SOC")
        .messages.find(
          (one) => one.byBot && buttonsOf(one).includes("Approve") && textOf(one).includes("WIN-03"),
        ),
    );
    await stage.slack.click("U0LEE", card, "Approve");
    await contained(card);
    stage.slack.channel("C0APPROVE").members.add(BOT_USER);
  });
});

describe("sockets", () => {
  it("that are open and silent are replaced, and people are heard again", async () => {
    const before = stage.slack.sockets.opened();
    stage.slack.sockets.mute();
    await until("new sockets", () => stage.slack.sockets.opened() > before + 1, 25_000);
    const asked = await until("an acknowledgement", async () => (await ask("WIN-04")).acked, 20_000);
    expect(asked).toBe(true);
    await stage.card("WIN-04");
  });

  it.each([["link_disabled", "Socket Mode"]])(
    "closed for good with %s end the process with 1 and a plain sentence",
    async (reason, words) => {
      const own = await setStage();
      const exited = once(own.bot.child, "exit");
      own.slack.disconnectSockets(reason);
      expect((await exited)[0]).toBe(1);
      expect(own.bot.output()).toContain(words);
      expect(own.bot.output()).toContain("SLACK_APP_TOKEN");
    },
  );
});

describe("a start", () => {
  const refusals: readonly (readonly [string, Record<string, string>])[] = [
    ["SLACK_APP_TOKEN", { SLACK_APP_TOKEN: "xapp-1-A0-0-made-up" }],
    ["SLACK_BOT_TOKEN", { SLACK_BOT_TOKEN: "xoxb-0-0-made-up" }],
  ];
  it.each(refusals)(
    "with an invalid %s ends with 1, names it, and does not print it",
    async (setting, wrong) => {
      const slack = await startSlack({ users: PEOPLE, channels: CHANNELS });
      const home = await createHome({ settings: settings() });
      const ended = await home.run([], {
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.url,
        FALCONER_LISTEN: `127.0.0.1:${await freePort()}`,
        ...wrong,
      });
      expect(ended.code).toBe(1);
      expect(ended.err).toContain(setting);
      expect(ended.out + ended.err).not.toContain("made-up");
      expect(ended.err).not.toMatch(/^\s+at /m);
      await home.remove();
      await slack.stop();
    },
  );
});
