/** RTR in the console, in a browser: a thread that takes commands, a colleague who joins, a recording that plays. */
import type { Browser } from "playwright-core";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { createHome } from "../product/bot.ts";
import { openBrowser } from "./browser.ts";
import { openWindow } from "./window.ts";

const browser: Browser | undefined = await openBrowser();

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === undefined)("RTR in the console", () => {
  it("is opened, walked through, shared, recorded and played", { timeout: 120_000 }, async () => {
    const home = await createHome({});
    const bot = await home.start();
    onTestFinished(async () => {
      await bot.kill();
      await home.remove();
    });
    const ravi = await openWindow(browser!, bot.url);
    onTestFinished(() => ravi.close());
    const { page } = ravi;
    await ravi.line().fill("rtr WIN-FIN-07");
    await ravi.line().press("Enter");
    const root = page.locator("main article").filter({ hasText: "RTR on" }).last();
    await root.getByText("open", { exact: true }).first().waitFor();
    await root.getByRole("button", { name: "Join" }).waitFor();
    await page.getByRole("button", { name: /repl/i }).first().click();

    const thread = page.getByRole("complementary", { name: "Thread" });
    const line = thread.getByRole("combobox", { name: "Line in this thread" });
    const type = async (text: string): Promise<void> => {
      await line.fill(text);
      await line.press("Enter");
    };
    await type("cd C:\\Windows");
    await thread.getByText("> cd C:\\Windows").waitFor();
    await type("ls");
    await thread.getByText("System32").first().waitFor();
    await ravi.shot("rtr-01-thread");
    expect(await root.innerText()).toContain("C:\\Windows");

    await ravi.become("Alma Brandt");
    await type("ps");
    await ravi.become("Ravi Menon");
    await type("map Z: \\\\srv\\share ana S3cret-Pa55 too many");
    await thread.getByText("Nothing was sent to the host").last().waitFor();
    expect(await page.content()).not.toContain("S3cret-Pa55");
    expect(await thread.getByText("> ps").count()).toBe(0);
    // A script goes with a line as a file, and is offered; asking for it shows its text.
    await thread.locator("input[data-attach]").setInputFiles({
      name: "collect.ps1",
      mimeType: "text/plain",
      buffer: Buffer.from("Get-Process | Select -First 3\n"),
    });
    await thread.getByRole("button", { name: "Take back collect.ps1" }).waitFor();
    await ravi.shot("rtr-03-attached");
    await thread.getByRole("button", { name: "Send" }).click();
    await thread.getByRole("button", { name: "Ask to run it" }).click();
    await thread.getByText("Get-Process | Select -First 3").first().waitFor();
    await ravi.shot("rtr-04-asked");
    await type("transcript");
    const address = await thread.getByText(/^\/replay\/\w+$/).innerText();
    await type("exit");
    await thread.getByText("has closed the session").waitFor();

    await page.goto(new URL(address, bot.url).href);
    await page.getByRole("button", { name: "Play" }).waitFor();
    const screen = page.getByLabel("Recorded session");
    expect(await screen.innerText()).toContain("System32");
    await page.getByRole("button", { name: "Play" }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await ravi.shot("rtr-02-replay");
    expect(ravi.complaints).toEqual([]);
  });
});
