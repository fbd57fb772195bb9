/** The desk on the emulated Slack. */
import { textOf, type Message } from "../emulators/slack/index.ts";
import { until } from "../product/bot.ts";
import { settings } from "../product/settings.ts";
import { buttonsOf, setStage } from "../product/stage.ts";
import type { Desk, Said, Thread } from "./desk.ts";

const SOC = "C0SOC";

const seen = (message: Message): Said => ({ text: textOf(message), labels: buttonsOf(message) });

export async function deskOnSlack(more = ""): Promise<Desk> {
  const stage = await setStage({ settings: settings(more) });
  const { slack, falcon, home } = stage;

  function threadOf(root: Message): Thread {
    const inThread = (): readonly Message[] =>
      slack.channel(SOC).messages.filter((one) => one.byBot && one.threadTs === root.ts && !one.deleted);
    return {
      root: async () => seen(root),
      isPinned: async () => slack.channel(SOC).pins.has(root.ts),
      async type({ account }, line) {
        await slack.talk(account, SOC, line, { thread: root.ts });
      },
      said: async () => inThread().map(seen),
      async press({ account }, label, ...words) {
        const message =
          words.length === 0
            ? root
            : inThread().findLast((one) => words.every((word) => textOf(one).includes(word)));
        if (message === undefined) throw new Error(`no message with ${words.join(", ")}`);
        await slack.click(account, message, label);
      },
      files: async () => inThread().flatMap(({ files }) => files),
    };
  }

  return {
    falcon,
    home,
    owner: { account: "U0ANA", name: "Ana Diaz", mention: "<@U0ANA>" },
    colleague: { account: "U0LEE", name: "Lee Chan", mention: "<@U0LEE>" },
    url: () => stage.bot.url,
    async open(host, flags = "") {
      await slack.slash("U0ANA", SOC, `rtr ${host} ${flags}`.trim());
      const root = await until(`a session on ${host}`, () =>
        slack.channel(SOC).messages.find((one) => one.byBot && textOf(one).includes(`RTR on ${host}`)),
      );
      return threadOf(root);
    },
    whispers: async ({ account }) => stage.whispers(account),
    async restart(meanwhile) {
      await stage.bot.kill();
      await meanwhile?.();
      stage.bot = await home.start();
    },
  };
}
