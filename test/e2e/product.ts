/** The product without settings, and windows onto it that close with the test. */
import type { Browser, BrowserContextOptions } from "playwright-core";
import { onTestFinished } from "vitest";
import { createHome } from "../product/bot.ts";
import { openWindow, type Window } from "./window.ts";

/** A bot in a folder of its own. */
export async function startProduct(browser: Browser) {
  const home = await createHome({});
  const started = Date.now();
  let bot = await home.start();
  onTestFinished(async () => {
    await bot.kill();
    await home.remove();
  });
  return {
    started,
    output: () => bot.output(),
    async open(as: string | undefined, place = "/", options: BrowserContextOptions = {}): Promise<Window> {
      const address = new URL(place, bot.url);
      if (as !== undefined) address.searchParams.set("as", as);
      const window = await openWindow(browser, address.href, options);
      onTestFinished(() => window.close());
      return window;
    },
    kill: () => bot.kill(),
    async restart() {
      bot = await home.start();
    },
  };
}
