/**
 * The page in a real browser: `node --test test/adapters/web/console.e2e.ts`. Needs the
 * machine's Chromium and is skipped, aloud, without one; so it is no part of the test run.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { card, toned } from "../../../src/chat/card.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { openBrowser } from "../../e2e/browser.ts";
import { demoScript } from "./demo-script.ts";
import type { LivingConsole } from "./living-console.ts";
import { startConsole } from "./living-console.ts";

const browser: Browser | undefined = await openBrowser();
const skip = browser === undefined;
let living: LivingConsole;
let context: BrowserContext;
const complaints: string[] = [];

before(async () => {
  living = await startConsole(demoScript);
});
after(async () => {
  await browser?.close();
  await living.stop();
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

void test("a newcomer is shown a first line, and the keyboard takes it to an answer", { skip }, async () => {
  const page = await openPage();
  await line(page).waitFor();
  assert.match(await page.title(), /^Falconer · #general$/);
  await page.getByRole("button", { name: /hosts --platform windows/ }).click();
  assert.equal(await line(page).inputValue(), "hosts --platform windows");
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
  assert.equal(await line(page).inputValue(), "host ");
  await page.keyboard.type("WIN-FIN-01");
  await page.getByRole("option", { name: /WIN-FIN-014/ }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("3f9c1d7e5b2a4860b1c7e2d94a6f8b03").waitFor();
  assert.equal(await line(page).inputValue(), "");
  await context.close();
});

void test("a form says what is wrong, keeps what was typed, and closes with Escape", { skip }, async () => {
  const page = await openPage();
  await line(page).fill("isolate");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Isolate a host" });
  await dialog.getByText("3 open alerts").waitFor();
  const reason = dialog.getByRole("textbox", { name: "Reason" });
  assert.equal(await reason.evaluate((field) => field === document.activeElement), true);
  await dialog.getByRole("textbox", { name: "Hosts" }).fill("WIN-FIN-015");
  await dialog.getByRole("button", { name: "Ask for approval" }).click();
  await dialog.getByRole("alert").getByText("Write at least 3 characters.").waitFor();
  assert.equal(await dialog.getByRole("textbox", { name: "Hosts" }).inputValue(), "WIN-FIN-015");
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

void test("a colleague approves in another window, and the card changes in both", { skip }, async () => {
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
    assert.equal(await page.getByRole("button", { name: "Approve", exact: true }).count(), 0);
  }
  assert.equal(await ana.getByText("Only visible to you").count(), 0);
  await context.close();
});

void test("hostile text is shown as text and does nothing", { skip }, async () => {
  const page = await openPage();
  const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
  await living.adapter.post({ surface: "web", channel: "general" }, card(untrusted(hostile)), "hostile");
  await page.getByText(hostile).waitFor();
  await line(page).fill("<b>bold</b> & \u202Egnp");
  await page.keyboard.press("Enter");
  await page.locator(".line", { hasText: "<b>bold</b> & ⟦U+202E⟧gnp" }).waitFor();
  assert.doesNotMatch(await page.title(), /owned/);
  await context.close();
});

void test("unread channels are marked, and a private answer on a page is shown there", { skip }, async () => {
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

void test("a lost connection is said, and mends itself", { skip }, async () => {
  const page = await openPage();
  await line(page).fill("host WIN-FIN-014");
  const port = Number(new URL(living.url).port);
  const { log } = living;
  await living.stop();
  await page.getByText("The connection to Falconer is lost").waitFor();
  living = await startConsole(demoScript, { port, log });
  await page.getByText("The connection to Falconer is lost").waitFor({ state: "detached", timeout: 15_000 });
  assert.equal(await line(page).inputValue(), "host WIN-FIN-014");
  await line(page).press("Enter");
  await page.locator(".line", { hasText: "host WIN-FIN-014" }).last().waitFor();
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_|401/.test(text)));
  await context.close();
});

void test(
  "on a phone the channels are behind a button and nothing is wider than the screen",
  { skip },
  async () => {
    const page = await openPage();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("navigation", { includeHidden: true }).waitFor({ state: "hidden" });
    const { scroll, width } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      width: innerWidth,
    }));
    assert.equal(scroll, width);
    await page.getByRole("button", { name: "Channels and pages" }).click();
    await page.getByRole("link", { name: /^alerts/ }).click();
    await page.getByRole("heading", { name: "#alerts" }).waitFor();
    await context.close();
  },
);

void test("the browser had nothing to complain about", { skip }, () => {
  assert.deepEqual(complaints, []);
});
