/** A session as several people share it: who is heard, what is agreed to, and the bytes that come out of it. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { startProduct } from "./product.ts";

const browser: Browser | undefined = await openBrowser();

afterAll(async () => {
  await browser?.close();
});

describe.skipIf(browser === undefined)("a session in the console", () => {
  it("stays in a directory, ignores who has not joined, and shows the command before it is agreed to", async () => {
    const product = await startProduct(browser!);
    const ravi = await product.open("ravi-menon");
    await ravi.say("rtr WIN-FIN-07");
    const root = ravi.page.locator("main article", { hasText: "RTR on WIN-FIN-07" }).last();
    await root.getByText("open", { exact: true }).waitFor();
    await ravi.openThread(root);
    await ravi.sayInThread("cd C:\\Users\\Public");
    await root.getByText("C:\\Users\\Public").waitFor();
    await ravi.sayInThread("ls");
    await ravi.thread.getByText("ledgersync.exe").first().waitFor();
    await ravi.shot("real-60-session");

    const alma = await product.open("alma-brandt");
    const seen = alma.page.locator("main article", { hasText: "RTR on WIN-FIN-07" }).last();
    await alma.openThread(seen);
    const entries = alma.thread.locator("article", { hasText: /^> / });
    const before = await entries.count();
    await alma.sayInThread("ipconfig");
    await ravi.sayInThread("ps");
    await alma.thread.locator("article", { hasText: /^> ps/ }).waitFor();
    expect(await entries.count()).toBe(before + 1);
    await alma.button("Join", seen).click();
    await seen.getByText("Also in").waitFor();
    await alma.sayInThread("ipconfig");
    await alma.thread.locator("article", { hasText: /^> ipconfig/ }).waitFor();

    await ravi.sayInThread("rm ledgersync.cfg");
    const asked = (within: Locator): Locator => within.locator("article", { hasText: "Run rm on" }).last();
    await asked(ravi.thread).getByText("rm ledgersync.cfg").waitFor();
    // Beside the button on a page of one's own stands the very line, too.
    await alma.page.keyboard.press("Escape");
    await alma.goTo("For you");
    const waiting = alma.page.locator(".page > article");
    await waiting.getByText("rm ledgersync.cfg").waitFor();
    await alma.shot("real-61-for-you");
    await alma.button("Approve", waiting).click();
    await ravi.thread.getByText("Successfully removed").waitFor();
    await ravi.shot("real-62-agreed");
    expect([...ravi.complaints, ...alma.complaints]).toEqual([]);
  });

  it("hands out long output and a fetched file with exactly the bytes that were sent", async () => {
    const product = await startProduct(browser!);
    const ravi = await product.open("ravi-menon");
    await ravi.say("rtr WIN-FIN-07");
    const root = ravi.page.locator("main article", { hasText: "RTR on WIN-FIN-07" }).last();
    await root.getByText("open", { exact: true }).waitFor();
    await ravi.openThread(root);
    await ravi.sayInThread("ps");
    const output = ravi.thread.locator("article", { hasText: /^> ps/ });
    const saved = await download(ravi.page, output.getByRole("link", { name: /^output-/ }));
    expect(await output.innerText()).toContain(sha256(saved));

    await ravi.sayInThread("get C:\\Users\\Public\\ledgersync.exe");
    const fetched = ravi.thread.locator("article", { hasText: /^> get/ });
    await ravi.button("Download", fetched).click();
    const archive = await download(ravi.page, ravi.thread.getByRole("link", { name: /\.7z$/ }));
    // A real archive, as it came: its signature stands first.
    expect(archive.subarray(0, 6).toString("hex")).toBe("377abcaf271c");
  });
});

async function download(page: Page, link: Locator): Promise<Buffer> {
  const [saved] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return readFile(await saved.path());
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
