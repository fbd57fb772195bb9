/** A person at the console of the real product: a browser window, and what one does and reads there. */
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

export const WIDE = { width: 1400, height: 900 };
export const PHONE = { width: 390, height: 844 };
const PATIENCE_MS = 15_000;

export interface Window {
  readonly page: Page;
  /** What the browser complained about: a broken policy, a failed module, an uncaught error. */
  readonly complaints: readonly string[];
  line(channel?: string): Locator;
  /** Types a line and sends it. */
  say(text: string): Promise<void>;
  /** Changes who acts, as a reader does: at the top right. */
  become(name: string): Promise<void>;
  /** The request's card in the channel. */
  request(words: string | RegExp): Locator;
  button(name: string, within?: Locator): Locator;
  /** The thread that is open beside its channel. */
  readonly thread: Locator;
  /** Opens the thread of the message that holds this card. */
  openThread(card: Locator): Promise<void>;
  sayInThread(text: string): Promise<void>;
  goTo(link: string): Promise<void>;
  /** Is anything wider than the window? */
  overflow(): Promise<number>;
  /** Keeps a picture where FALCONER_SHOTS names a folder. */
  shot(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function openWindow(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on("console", (entry) => {
    if (entry.type() === "error" || entry.type() === "warning") complaints.push(entry.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  const line = (channel?: string): Locator =>
    page.getByRole("combobox", { name: channel === undefined ? /^Command in/ : `Command in ${channel}` });
  const thread = page.getByRole("complementary", { name: "Thread" });
  const button = (name: string, within?: Locator): Locator =>
    (within ?? page).getByRole("button", { name, exact: true });
  return {
    page,
    complaints,
    line,
    button,
    thread,
    async openThread(card) {
      const message = card.locator("xpath=ancestor::li[1]");
      await message.getByRole("button", { name: /Reply in thread|repl(y|ies) ·/ }).click();
      await thread.waitFor();
    },
    async sayInThread(text) {
      const typed = thread.getByRole("combobox", { name: "Line in this thread" });
      await typed.fill(text);
      await typed.press("Enter");
      await thread.locator(".line", { hasText: text }).last().waitFor();
    },
    async say(text) {
      await line().fill(text);
      await line().press("Enter");
      await page.locator(".line", { hasText: text }).last().waitFor();
    },
    async become(name) {
      await page.getByRole("button", { name: /^You are/ }).click();
      await page.getByRole("button", { name: new RegExp(`^(?!You are).*${name}`) }).click();
      await page.getByRole("button", { name: new RegExp(`^You are ${name}`) }).waitFor();
    },
    request: (words) =>
      page.locator("main article").filter({ hasText: "Asked by" }).filter({ hasText: words }).last(),
    async goTo(link) {
      await page.getByRole("link", { name: new RegExp(`^${link}`) }).click();
    },
    overflow: () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    async shot(name) {
      const folder = process.env["FALCONER_SHOTS"];
      if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
    },
    close: () => context.close(),
  };
}
