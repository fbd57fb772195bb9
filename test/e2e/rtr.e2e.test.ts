/** RTR in the console, in a browser: the same story as in chat, and what only a page can show. */
import type { Browser } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { answer, handed, rootSays } from "../rtr-story/desk.ts";
import { endings } from "../rtr-story/endings.ts";
import { deskOnTheConsole } from "../rtr-story/on-the-console.ts";
import { sessionStory } from "../rtr-story/story.ts";
import { openBrowser } from "./browser.ts";

const browser: Browser | undefined = await openBrowser();
const PATIENCE = { timeout: 120_000 };

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === undefined)("a session in the console", () => {
  const open = (settings?: string) => deskOnTheConsole(browser!, settings);
  sessionStory(open);
  endings(open);

  it("shows the very line on the page of whoever is to agree, and covers passwords", PATIENCE, async () => {
    const desk = await open();
    const { owner, colleague } = desk;
    const thread = await desk.open("WIN-01");
    await rootSays(thread, "C:\\");
    await thread.type(owner, "rm C:\\Temp\\ledgersync.cfg");
    await answer(thread, "rm C:\\Temp\\ledgersync.cfg", "waits for somebody else to agree");
    const lee = await desk.window(colleague);
    await lee.goTo("For you");
    const waiting = lee.page.locator(".page > article");
    await waiting.getByText("rm C:\\Temp\\ledgersync.cfg").waitFor();
    await lee.shot("rtr-10-for-you");
    await lee.button("Deny", waiting).click();
    await answer(thread, "> rm", "denied");

    const ana = await desk.window(owner);
    await ana.thread.getByRole("combobox").fill("map Z: \\\\srv\\share ana S3cret-Pa55 too many");
    await ana.thread.getByRole("combobox").press("Enter");
    await ana.thread.getByText("Nothing was sent to the host").last().waitFor();
    expect(await ana.page.content()).not.toContain("S3cret-Pa55");
    expect(handed(desk)).toEqual([]);
    expect([...ana.complaints, ...lee.complaints]).toEqual([]);
  });
});
