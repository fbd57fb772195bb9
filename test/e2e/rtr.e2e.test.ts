/** RTR in the console, in a browser: the same story as in chat, and what only a page can show. */
import type { Browser } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { answer, handed, rootSays } from "../rtr-story/desk.ts";
import { endings } from "../rtr-story/endings.ts";
import { deskOnTheConsole } from "../rtr-story/on-the-console.ts";
import { sessionStory } from "../rtr-story/story.ts";
import { openBrowser } from "./browser.ts";
import { PHONE, WIDE } from "./window.ts";

const browser: Browser | undefined = await openBrowser();
const PATIENCE = { timeout: 120_000 };
const LONG = Array.from({ length: 400 }, (_, i) => `line ${i} ${"of a long listing ".repeat(i % 9)}`).join(
  "\r\n",
);
const ODD = [
  "表示テスト 한국어 中文 — aligned?",
  "\u001b[31mred\u001b[0m \u001b[1;32mgreen\u001b[0m \u001b[2J\u001b[Hcleared",
  "\u001b]0;another title\u0007\u001b]8;;https://evil.example\u0007a link\u001b]8;;\u0007",
  "<b>bold</b> <script>document.title='owned'</script>",
  "exe.\u202Egnp and a bell \u0007 and a carriage return\rOVERWRITTEN",
].join("\r\n");

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

  it(
    "takes a script as a file, offers to run it, and shows its text to whoever is to agree",
    PATIENCE,
    async () => {
      const desk = await open();
      const thread = await desk.open("WIN-01");
      await rootSays(thread, "C:\\");
      await thread.type(desk.owner, "ls");
      await answer(thread, "> ls", desk.owner.name);
      const ana = await desk.window(desk.owner);
      await ana.thread.locator("input[data-attach]").setInputFiles({
        name: "collect.ps1",
        mimeType: "text/plain",
        buffer: Buffer.from("Get-Process | Select -First 3\n"),
      });
      await ana.button("Take back collect.ps1", ana.thread).waitFor();
      await ana.shot("rtr-11-attached");
      await ana.button("Send", ana.thread).click();
      await ana.button("Ask to run it", ana.thread).click();
      await ana.thread.getByText("Get-Process | Select -First 3").first().waitFor();
      await ana.shot("rtr-12-asked");
      expect(ana.complaints).toEqual([]);
    },
  );

  it("is replayed as it was seen: played, paused, sped up, and never read as a page", PATIENCE, async () => {
    const desk = await open();
    const thread = await desk.open("WIN-01");
    await rootSays(thread, "C:\\");
    desk.falcon.rtr.addRule({ command: "cat C:\\long.txt", stdout: LONG });
    desk.falcon.rtr.addRule({ command: "cat C:\\odd.txt", stdout: ODD });
    for (const line of ["cat C:\\long.txt", "cat C:\\odd.txt", "cd C:\\Windows", "ls"]) {
      await thread.type(desk.owner, line);
      await answer(thread, `> ${line}`, desk.owner.name);
    }
    const ana = await desk.window(desk.owner);
    await ana.shot("rtr-20-open-light");
    await ana.thread.locator(".pinned summary").click();
    await ana.button("Close session", ana.thread.locator(".pinned")).waitFor();
    await ana.shot("rtr-20-unfolded");
    await ana.thread.locator(".pinned summary").click();
    await ana.page.setViewportSize(PHONE);
    await ana.page.getByRole("navigation", { includeHidden: true }).waitFor({ state: "hidden" });
    await ana.shot("rtr-20-phone-open");
    expect(await ana.overflow()).toBe(0);
    await ana.page.setViewportSize(WIDE);
    await thread.type(desk.owner, "transcript");
    const address = await ana.thread.getByText(/^\/replay\/\w+$/).innerText();
    await ana.page.emulateMedia({ colorScheme: "dark" });
    await ana.shot("rtr-21-open-dark");
    await thread.type(desk.owner, "exit");
    await rootSays(thread, "by Ana Diaz");
    await ana.shot("rtr-22-closed-dark");
    await ana.page.emulateMedia({ colorScheme: "light" });
    await ana.shot("rtr-22-closed-light");
    await ana.page.setViewportSize(PHONE);
    await ana.page.getByRole("navigation", { includeHidden: true }).waitFor({ state: "hidden" });
    await ana.shot("rtr-23-phone-thread");
    expect(await ana.overflow()).toBe(0);
    await ana.page.setViewportSize(WIDE);

    await ana.page.goto(new URL(address, desk.url()).href);
    const screen = ana.page.getByLabel("Recorded session");
    const whole = await screen.innerText();
    for (const words of ["line 399", "表示テスト 한국어", "<b>bold</b>", "⟦U+202E⟧", "System32"])
      expect(whole).toContain(words);
    expect(whole).not.toContain("\u001b");
    await ana.shot("rtr-30-replay-light");
    expect(await screen.locator("*").count()).toBe(0);
    // From the start: less than all is there, and more of it as time goes on.
    await ana.button("Play").click();
    await ana.button("Pause").click();
    const early = (await screen.innerText()).length;
    expect(early).toBeLessThan(whole.length);
    await ana.button("1×").click();
    await ana.button("2×").click();
    await ana.button("5×").click();
    await ana.button("10×").waitFor();
    await ana.button("Play").click();
    await ana.shot("rtr-31-replay-playing");
    await expect.poll(() => screen.innerText(), { timeout: 30_000 }).toBe(whole);
    await ana.page.emulateMedia({ colorScheme: "dark" });
    await ana.shot("rtr-32-replay-dark");
    await ana.page.setViewportSize(PHONE);
    await ana.shot("rtr-33-replay-phone");
    expect(await ana.overflow()).toBe(0);
    expect(ana.complaints).toEqual([]);
  });
});
