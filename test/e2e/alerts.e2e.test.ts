/** An incident in the console: it arrives, is taken, looked at and closed, in Falcon and on its card. */
import type { Browser } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { startProduct } from "./product.ts";

const browser: Browser | undefined = await openBrowser();
const ARRIVES_WITHIN = { timeout: 40_000 };

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === undefined)("an incident in the console", () => {
  it("arrives in #alerts, is assigned to whoever takes it, and is closed with a verdict", async () => {
    const product = await startProduct(browser!);
    const ravi = await product.open("ravi-menon");
    await ravi.page.getByRole("link", { name: /alerts unread/ }).waitFor(ARRIVES_WITHIN);
    await ravi.goTo("alerts");
    const card = ravi.page.locator("main article", { hasText: "on WIN-FIN-07" }).first();
    await card.getByText("Detection only: nothing was blocked (standard detection).").waitFor();
    await ravi.shot("real-69-incident");
    await ravi.button("Details", card).click();
    // What is told to everybody about a card stands in its thread, which opens by itself.
    await ravi.thread.getByText("Process tree", { exact: true }).waitFor();
    await ravi.shot("real-69-details");
    await ravi.thread.getByRole("button", { name: /Close/ }).first().waitFor();
    await ravi.button("Assign to me", card).click();
    await ravi.page.getByText(/assigned to Ravi Menon in Falcon/).waitFor();

    await ravi.button("Close", card).click();
    const form = ravi.page.getByRole("dialog");
    // A card's own id says nothing: the form names its alerts.
    await form.getByText(/MaliciousDocument on WIN-FIN-07/).waitFor();
    await ravi.shot("real-70-close");
    await form.getByRole("combobox", { name: /Resolution/ }).selectOption("true_positive");
    await form.getByRole("textbox", { name: /Comment/ }).fill("the laptop is being rebuilt");
    await ravi.button("Close", form).click();
    await ravi.page.getByText(/closed as true positive in Falcon/).waitFor();
    await card
      .getByText(/closed/)
      .first()
      .waitFor();
    await ravi.say("detections WIN-FIN-07 --status closed");
    await ravi.page
      .locator("main article", { hasText: "host WIN-FIN-07" })
      .getByText("Ravi Menon")
      .first()
      .waitFor();
    await ravi.shot("real-71-closed");
    expect(ravi.complaints).toEqual([]);
  });
});
