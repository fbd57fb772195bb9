/** The page in a real browser, over a scripted bot: what it shows, keeps, refuses and mends. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { card, toned } from "../../src/chat/card.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { openBrowser } from "./browser.ts";
import { demoScript } from "../adapters/web/demo-script.ts";
import type { LivingConsole } from "../adapters/web/living-console.ts";
import { startConsole } from "../adapters/web/living-console.ts";

const browser: Browser | undefined = await openBrowser();
let living: LivingConsole;
let context: BrowserContext;
const complaints: string[] = [];

beforeAll(async () => {
  living = await startConsole(demoScript);
});
afterAll(async () => {
  await browser?.close();
  await living?.stop();
});

async function openPage(path = "/?as=ana"): Promise<Page> {
  if (browser === undefined) throw new Error("no browser");
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(5_000);
  // A broken content policy, a failed module or an uncaught error all end up here.
  page.on("console", (entry) => {
    if (entry.type() === "error" || entry.type() === "warning") complaints.push(entry.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(living.url + path);
  return page;
}

const line = (page: Page) => page.getByRole("combobox", { name: "Command in #general" });

describe.skipIf(browser === undefined)("the console in a browser", () => {
  it("a newcomer is shown a first line, and the keyboard takes it to an answer", async () => {
    const page = await openPage();
    await line(page).waitFor();
    expect(await page.title()).toBe("Falconer · #general");
    await page.getByRole("button", { name: /^detections --severity high/ }).click();
    expect(await line(page).inputValue()).toBe("detections --severity high");
    await line(page).fill("");
    await page.getByRole("heading", { name: "#general", exact: true }).click();
    await page.keyboard.press("/");
    await page.keyboard.type("hos");
    await page
      .getByRole("option", { name: /^host /i })
      .first()
      .waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await line(page).inputValue()).toBe("host ");
    await page.keyboard.type("WIN-FIN-01");
    await page.getByRole("option", { name: /WIN-FIN-014/ }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("3f9c1d7e5b2a4860b1c7e2d94a6f8b03").waitFor();
    expect(await line(page).inputValue()).toBe("");
    await context.close();
  });

  it("a form says what is wrong, keeps what was typed, and closes with Escape", async () => {
    const page = await openPage();
    await line(page).fill("isolate");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Isolate a host" });
    await dialog.getByText("3 open alerts").waitFor();
    const reason = dialog.getByRole("textbox", { name: "Reason" });
    expect(await reason.evaluate((field) => field === document.activeElement)).toBe(true);
    await dialog.getByRole("textbox", { name: "Hosts" }).fill("WIN-FIN-015");
    await dialog.getByRole("button", { name: "Ask for approval" }).click();
    await dialog.getByRole("alert").getByText("Write at least 3 characters.").waitFor();
    expect(await dialog.getByRole("textbox", { name: "Hosts" }).inputValue()).toBe("WIN-FIN-015");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    await line(page).fill("isolate");
    await page.keyboard.press("Enter");
    await reason.fill("beaconing");
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Asked for approval").first().waitFor();
    await context.close();
  });

  it("a colleague approves in another window, and the card changes in both", async () => {
    const ana = await openPage("/?as=ana#approvals");
    const lee = await context.newPage();
    await lee.goto(`${living.url}/?as=ana`);
    await lee.getByRole("button", { name: /^You are Ana Diaz/ }).click();
    await lee.getByRole("button", { name: /Lee Chan/ }).click();
    await lee.getByRole("link", { name: /^approvals/ }).click();
    await lee.waitForURL(/as=lee#approvals$/);
    await lee.getByRole("button", { name: "Approve", exact: true }).click();
    await lee.getByText("Only visible to you").waitFor();
    for (const page of [ana, lee]) {
      await page.getByText("WIN-FIN-014 is contained").waitFor();
      expect(await page.getByRole("button", { name: "Approve", exact: true }).count()).toBe(0);
    }
    expect(await ana.getByText("Only visible to you").count()).toBe(0);
    await context.close();
  });

  it("hostile text is shown as text and does nothing", async () => {
    const page = await openPage();
    const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    await living.adapter.post({ surface: "web", channel: "general" }, card(untrusted(hostile)), "hostile");
    await page.getByText(hostile).waitFor();
    await line(page).fill("<b>bold</b> & \u202Egnp");
    await page.keyboard.press("Enter");
    await page.locator(".line", { hasText: "<b>bold</b> & ⟦U+202E⟧gnp" }).waitFor();
    expect(await page.title()).not.toContain("owned");
    await context.close();
  });

  it("unread channels are marked, and a private answer on a page is shown there", async () => {
    const page = await openPage("/approvals?as=ana");
    await page
      .getByRole("heading", { name: "1 request waits" })
      .or(page.getByText("1 request waits"))
      .waitFor();
    await living.adapter.post({ surface: "web", channel: "alerts" }, toned("danger", "Beaconing"), "alert");
    await page.getByRole("link", { name: /alerts unread/ }).waitFor();
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    await page.getByRole("status").getByText("You asked for this yourself").waitFor();
    await context.close();
  });

  it("a lost connection is said, and mends itself", async () => {
    const page = await openPage();
    await line(page).fill("host WIN-FIN-014");
    const port = Number(new URL(living.url).port);
    const { log } = living;
    await living.stop();
    await page.getByText("The connection to Falconer is lost").waitFor();
    living = await startConsole(demoScript, { port, log });
    await page
      .getByText("The connection to Falconer is lost")
      .waitFor({ state: "detached", timeout: 15_000 });
    expect(await line(page).inputValue()).toBe("host WIN-FIN-014");
    await line(page).press("Enter");
    await page.locator(".line", { hasText: "host WIN-FIN-014" }).last().waitFor();
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_|401/.test(text)));
    await context.close();
  });

  it("on a phone the channels are behind a button and nothing is wider than the screen", async () => {
    const page = await openPage();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("navigation", { includeHidden: true }).waitFor({ state: "hidden" });
    const { scroll, width } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      width: innerWidth,
    }));
    expect(scroll).toBe(width);
    await page.getByRole("button", { name: "Channels and pages" }).click();
    await page.getByRole("link", { name: /^alerts/ }).click();
    await page.getByRole("heading", { name: "#alerts" }).waitFor();
    await context.close();
  });

  it("the browser had nothing to complain about", () => {
    expect(complaints).toEqual([]);
  });
});
