/** The desk on the emulated Discord, where messages may be read. */
import { textOf, type Message } from "../emulators/discord/index.ts";
import { until } from "../product/bot.ts";
import { ANA, buttonsOf, discordSettings, LEE, setDiscordStage, SOC } from "../product/discord-stage.ts";
import type { Desk, Said, Thread } from "./desk.ts";

const MESSAGE_CONTENT = 1 << 15;

const seen = (message: Message): Said => ({ text: textOf(message), labels: buttonsOf(message) });

export async function deskOnDiscord(more?: string): Promise<Desk> {
  const stage = await setDiscordStage({
    privileged: MESSAGE_CONTENT,
    settings: discordSettings(undefined, more),
  });
  const { discord, falcon, home } = stage;

  function threadOf(root: Message): Thread {
    const inThread = (): readonly Message[] =>
      (discord.thread(root.id)?.messages ?? []).filter((one) => one.byBot && !one.deleted);
    return {
      root: async () => seen(root),
      isPinned: async () => root.pinned,
      async type({ account }, line) {
        await until("the thread", () => discord.thread(root.id));
        discord.say(account, root.id, line);
      },
      said: async () => inThread().map(seen),
      async press({ account }, label, ...words) {
        const message =
          words.length === 0
            ? root
            : inThread().findLast((one) => words.every((word) => textOf(one).includes(word)));
        if (message === undefined) throw new Error(`no message with ${words.join(", ")}`);
        await discord.press(account, message, label);
      },
      files: async () =>
        inThread().flatMap(({ attachments }) =>
          attachments.map(({ filename, bytes }) => ({ name: filename, bytes })),
        ),
    };
  }

  return {
    falcon,
    home,
    owner: { account: ANA, name: "Ana Diaz", mention: `<@${ANA}>` },
    colleague: { account: LEE, name: "Lee Chan", mention: `<@${LEE}>` },
    url: () => stage.bot.url,
    async open(host, flags = "") {
      await discord.command(ANA, SOC, "rtr", { host, ...(flags === "--queue" ? { queue: true } : {}) });
      const root = await until(`a session on ${host}`, () =>
        discord.channel(SOC).messages.find((one) => textOf(one).includes(`RTR on ${host}`)),
      );
      return threadOf(root);
    },
    whispers: async ({ account }) =>
      [...discord.privateAnswers(account), ...discord.dms(account)].map(textOf),
    async restart(meanwhile) {
      await stage.bot.kill();
      await meanwhile?.();
      stage.bot = await home.start();
    },
  };
}
