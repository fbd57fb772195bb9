/** The desk at the console of the product, in a browser: two people at two windows. */
import type { Browser, Locator } from "playwright-core";
import { onTestFinished } from "vitest";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { openWindow, type Window } from "../e2e/window.ts";
import { createHome } from "../product/bot.ts";
import { POLICY, settings } from "../product/settings.ts";
import { HOSTS } from "../product/stage.ts";
import type { Desk, Said, Thread, Who } from "./desk.ts";

const OWNER: Who = { account: "ana-diaz", name: "Ana Diaz", mention: "@ana-diaz" };
const COLLEAGUE: Who = { account: "lee-chan", name: "Lee Chan", mention: "@lee-chan" };
/** The same people, and nobody has an account elsewhere. */
const own = (more: string): string =>
  settings(more)
    .replace(/^approvals:.*$/m, 'approvals: { channel: "web:approvals" }')
    .replaceAll(/, slack: \w+/g, "");

export interface ConsoleDesk extends Desk {
  window(who: Who): Promise<Window>;
}

export async function deskOnTheConsole(browser: Browser, more = ""): Promise<ConsoleDesk> {
  const falcon = await startSimulator({ empty: true, hosts: HOSTS ?? [] });
  const home = await createHome({
    settings: own(more === "" ? POLICY : more),
    env: {
      FALCON_CLIENT_ID: falcon.clientId,
      FALCON_CLIENT_SECRET: falcon.clientSecret,
      FALCON_BASE_URL: falcon.url,
    },
  });
  let bot = await home.start();
  const windows = new Map<string, Promise<Window>>();
  onTestFinished(async () => {
    for (const window of windows.values()) await (await window).close();
    await bot.kill();
    await falcon.stop();
    await home.remove();
  });

  const windowOf = ({ account }: Who): Promise<Window> => {
    const known = windows.get(account) ?? openWindow(browser, `${bot.url}/?as=${account}`);
    windows.set(account, known);
    return known;
  };
  const reader = (): Promise<Window> => windowOf(OWNER);

  function threadOf(host: string): Thread {
    const rootIn = ({ page }: Window): Locator =>
      page.locator("main article", { hasText: `RTR on ${host}` }).last();
    /** The window of somebody, with the thread open in it. */
    const at = async (who: Who): Promise<Window> => {
      const window = await windowOf(who);
      if ((await window.thread.count()) === 0) await window.openThread(rootIn(window));
      return window;
    };
    const messages = ({ thread }: Window): Locator => thread.getByRole("log").locator("li.by-falconer");
    return {
      root: async () => seen(rootIn(await reader())),
      async isPinned() {
        const { thread } = await at(OWNER);
        return (await thread.locator(".pinned", { hasText: `RTR on ${host}` }).count()) === 1;
      },
      async type(who, line) {
        await (await at(who)).sayInThread(line);
      },
      async said() {
        return Promise.all((await messages(await at(OWNER)).all()).map(seen));
      },
      async press(who, label, ...words) {
        const window = await at(who);
        const within =
          words.length === 0
            ? rootIn(window)
            : words.reduce((found, word) => found.filter({ hasText: word }), messages(window)).last();
        await window.button(label, within).click();
      },
      async files() {
        const { thread, page } = await at(OWNER);
        const links = await thread.getByRole("log").locator("figure.file a[download]").all();
        return Promise.all(
          links.map(async (link) => {
            const answered = await page.request.get(
              new URL((await link.getAttribute("href")) ?? "", page.url()).href,
            );
            return { name: await link.innerText(), bytes: await answered.body() };
          }),
        );
      },
    };
  }

  return {
    falcon,
    home,
    owner: OWNER,
    colleague: COLLEAGUE,
    url: () => bot.url,
    window: windowOf,
    async open(host, flags = "") {
      const ana = await reader();
      await ana.say(`rtr ${host} ${flags}`.trim());
      await ana.page
        .locator("main article", { hasText: `RTR on ${host}` })
        .last()
        .waitFor();
      return threadOf(host);
    },
    async whispers(who) {
      const { page } = await windowOf(who);
      return page.locator("li", { hasText: "Only visible to you" }).allInnerTexts();
    },
    async restart(meanwhile) {
      await bot.kill();
      await meanwhile?.();
      bot = await home.start();
    },
  };
}

const seen = async (card: Locator): Promise<Said> => ({
  text: await card.innerText(),
  labels: await card.getByRole("button").allInnerTexts(),
});
