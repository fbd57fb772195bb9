/** The product as a newcomer meets it: no credentials, no settings, a browser. */
import type { Browser } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { startProduct } from "./product.ts";
import { PHONE, WIDE } from "./window.ts";

const browser: Browser | undefined = await openBrowser();
const FIRST_SECONDS_MS = 10_000;
const DEVICE_ID = /[0-9a-f]{32}/;

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === undefined)("the console's story", () => {
  it("from the first glance to an isolation that the endpoint confirms, by mouse alone", async () => {
    const product = await startProduct(browser!);
    const ravi = await product.open(undefined);
    const { page } = ravi;
    const attention = page.getByRole("region", { name: "Open detections" });
    await attention
      .getByRole("button", { name: /(WIN|PLC)-\w+-\d+/ })
      .first()
      .waitFor();
    expect(Date.now() - product.started).toBeLessThan(FIRST_SECONDS_MS);
    await page.getByText("become Alma Brandt at the top right").waitFor();

    const detection = attention.getByRole("button", { name: /MaliciousDocument.*WIN-FIN-07/ });
    await detection.waitFor({ timeout: 20_000 });
    await ravi.shot("real-01-first");
    await detection.click();
    await page.getByRole("heading", { name: "MaliciousDocument" }).waitFor();
    await ravi.shot("real-02-alert");
    await ravi.button("Isolate").click();
    const form = page.getByRole("dialog");
    await form.getByRole("textbox", { name: "Reason" }).fill("a mail attachment runs code");
    await ravi.shot("real-03-form");
    await ravi.button("Isolate", form).click();

    const card = ravi.request("WIN-FIN-07");
    await card.getByText("Waiting for 1 approval").waitFor();
    expect(await card.innerText()).toMatch(DEVICE_ID);
    await ravi.button("Approve", card).click();
    await page.getByText("You asked for this yourself").waitFor();
    await ravi.shot("real-04-own-approval-refused");

    await ravi.become("Alma Brandt");
    expect(await page.getByText("You asked for this yourself").count()).toBe(0);
    await ravi.goTo("Approvals");
    await page.getByRole("heading", { name: "Approvals: pending (1)" }).waitFor();
    await ravi.shot("real-05-approvals");
    await ravi.goTo("general");
    await ravi.button("Approve", card).click();
    await card.getByText("contained, verified").first().waitFor();
    expect(await ravi.button("Approve", card).count()).toBe(0);
    for (const words of ["Ravi Menon", "Alma Brandt", "a mail attachment runs code"])
      expect(await card.innerText()).toContain(words);
    await page.getByText("Isolated now (1)").waitFor();
    // A little taller, so that the whole card and its answer are in the picture.
    await page.setViewportSize({ width: 1400, height: 940 });
    await page.getByText("is approved and is being carried out").scrollIntoViewIfNeeded();
    await ravi.shot("isolation");
    await page.setViewportSize(WIDE);

    await ravi.goTo("Audit");
    const trail = page.getByRole("region", { name: /^Table: Line/ });
    await trail
      .getByRole("row", { name: /Alma Brandt/ })
      .first()
      .waitFor();
    expect(await trail.innerText()).toContain("WIN-FIN-07");
    await ravi.shot("real-06-audit");
    await ravi.goTo("Approvals");
    await page.getByText("Nothing waits for a decision.").waitFor();
    await ravi.shot("real-07-approvals");
    expect(ravi.complaints).toEqual([]);
    expect(product.output()).not.toContain("Warning");
  });

  it("by keyboard alone: look up with completion, ask, decide, in two windows that follow each other", async () => {
    const product = await startProduct(browser!);
    const ravi = await product.open("ravi-menon");
    const alma = await product.open("alma-brandt");
    const { keyboard } = ravi.page;
    await ravi.line("#general").waitFor();
    await keyboard.press("/");
    await keyboard.type("host win-fin-0");
    await ravi.page.getByRole("option", { name: /WIN-FIN-07/ }).waitFor();
    await ravi.shot("real-10-completion");
    await keyboard.type("7");
    await expect.poll(() => ravi.page.getByRole("option").count()).toBe(1);
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await ravi.page.locator("main article", { hasText: "Last user" }).getByText(DEVICE_ID).first().waitFor();
    await ravi.shot("real-11-host");
    await keyboard.type("isolate WIN-FIN-07 beaconing to a known C2");
    await keyboard.press("Enter");

    const card = alma.request("WIN-FIN-07");
    await card.getByText("beaconing to a known C2").waitFor();
    await alma.button("Approve", card).focus();
    await alma.page.keyboard.press("Enter");
    for (const window of [ravi, alma]) await window.request("contained, verified").waitFor();
    await ravi.page.getByRole("link", { name: /Direct messages unread/ }).waitFor();
    await alma.goTo("For you");
    await alma.page.getByText("Isolated now (1)").waitFor();
    await alma.shot("real-12-for-you");
    expect([...ravi.complaints, ...alma.complaints]).toEqual([]);
  });

  it("`isolate` alone opens a form, and a viewer is refused in private", async () => {
    const product = await startProduct(browser!);
    const vera = await product.open("vera-novak");
    await vera.say("isolate WIN-FIN-07 just trying");
    await vera.page.getByText("isolate needs the role responder").waitFor();
    await vera.shot("real-20-viewer");
    const ravi = await product.open("ravi-menon");
    await ravi.line().fill("isolate");
    await ravi.line().press("Enter");
    const form = ravi.page.getByRole("dialog");
    await form.getByRole("textbox", { name: "Hosts" }).fill("WIN-FIN-07");
    await ravi.button("Isolate", form).click();
    await form.getByRole("alert").first().waitFor();
    await form.getByRole("textbox", { name: "Reason" }).fill("beaconing");
    await ravi.page.keyboard.press("Control+Enter");
    await ravi.request("WIN-FIN-07").getByText("Waiting for 1 approval").waitFor();
    expect(await ravi.page.getByText("needs the role responder").count()).toBe(0);
    const asked = vera.request("WIN-FIN-07");
    await vera.button("Approve", asked).click();
    await vera.page.getByText("Deciding this request needs the role approver").waitFor();
    expect(await asked.innerText()).toContain("Waiting for 1 approval");
  });

  it("a freeze is seen on the waiting card, and holds against an approval", async () => {
    const product = await startProduct(browser!);
    const ravi = await product.open("ravi-menon");
    await ravi.say("isolate WIN-FIN-07 beaconing");
    const card = ravi.request("WIN-FIN-07");
    await card.waitFor();
    const sam = await product.open("sam-okafor");
    await sam.say("freeze a drill is running");
    await card.getByText("a drill is running").waitFor();
    await ravi.shot("real-30-frozen");
    await ravi.become("Alma Brandt");
    await ravi.button("Approve", card).click();
    await card.getByText("Approved, but frozen").waitFor();
    await sam.say("host WIN-FIN-07");
    await sam.page
      .locator("main article", { hasText: "Last user" })
      .getByText("normal, on the network")
      .first()
      .waitFor();
  });

  it("survives kill -9: messages stay, and the buttons of before still work", async () => {
    const product = await startProduct(browser!);
    const ravi = await product.open("ravi-menon");
    await ravi.say("isolate WIN-FIN-07 beaconing");
    await ravi.request("WIN-FIN-07").waitFor();
    const alma = await product.open("alma-brandt");
    const card = alma.request("WIN-FIN-07");
    await card.waitFor();
    await product.kill();
    const banner = alma.page.getByText("The connection to Falconer is lost");
    await banner.waitFor();
    await alma.shot("real-40-lost");
    await product.restart();
    await banner.waitFor({ state: "detached" });
    await alma.button("Approve", card).click();
    for (const window of [alma, ravi]) await window.request("contained, verified").waitFor();
    const later = await product.open("vera-novak");
    await later.request("contained, verified").waitFor();
    expect(await later.page.locator("main article", { hasText: "Asked by" }).count()).toBe(1);
  });

  it("a request made in private is posted where those who decide can see it", async () => {
    const product = await startProduct(browser!);
    const ravi = await product.open("ravi-menon", "/#@ravi-menon");
    await ravi.line("your own channel").waitFor();
    await ravi.say("isolate WIN-FIN-07 asked in private");
    await ravi.page.getByRole("link", { name: /approvals unread/ }).waitFor();
    expect(await ravi.request("WIN-FIN-07").count()).toBe(0);
    const alma = await product.open("alma-brandt", "/#approvals");
    await alma.button("Approve", alma.request("asked in private")).click();
    await alma.request("contained, verified").waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`on a phone, in the ${colorScheme} scheme, nothing is wider than the screen`, async () => {
      const product = await startProduct(browser!);
      const phone = { viewport: PHONE, colorScheme, hasTouch: true, isMobile: true };
      const ravi = await product.open("ravi-menon", "/", phone);
      await ravi.page.getByRole("region", { name: "Open detections" }).waitFor();
      await ravi.shot(`real-50-phone-${colorScheme}-first`);
      const paper = await ravi.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const brightness = Number(/\d+/.exec(paper)?.[0]);
      expect(brightness > 128).toBe(colorScheme === "light");
      for (const text of ["host WIN-FIN-07", "detections", "isolate WIN-FIN-07 beaconing"]) {
        await ravi.say(text);
        await expect.poll(() => ravi.page.locator(".working p").count()).toBe(0);
        expect(await ravi.overflow()).toBe(0);
      }
      await ravi.button("Approve", ravi.request("WIN-FIN-07")).waitFor();
      await ravi.shot(`real-51-phone-${colorScheme}-request`);
      for (const page of ["Approvals", "Audit"]) {
        await ravi.button("Channels and pages").click();
        await ravi.goTo(page);
        await ravi.page.locator(".page > article").waitFor();
        await ravi.page.getByRole("navigation", { includeHidden: true }).waitFor({ state: "hidden" });
        await ravi.shot(`real-52-phone-${colorScheme}-${page.toLowerCase()}`);
        expect(await ravi.overflow()).toBe(0);
      }
      await ravi.page.setViewportSize(WIDE);
      await ravi.shot(`real-53-${colorScheme}-audit`);
    });
  }
});
