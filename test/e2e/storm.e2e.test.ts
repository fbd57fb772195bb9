/** A storm of alerts in the console: one card with its counters and its picture, on a desk and on a phone. */
import type { Browser, BrowserContextOptions, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { createHome, type Bot, type Home } from "../product/bot.ts";
import { openBrowser } from "./browser.ts";
import { openWindow, PHONE, type Window } from "./window.ts";

const browser: Browser | undefined = await openBrowser();
const SETTLES_WITHIN = { timeout: 60_000 };

const SETTINGS = `
people:
  - { name: Ravi Menon, shell: ravi, roles: [responder] }
feeds:
  - { channel: "web:alerts" }
poll: { alerts: "*/1 * * * * *" }
`;

const LOOKS: readonly { readonly name: string; readonly options: BrowserContextOptions }[] = [
  { name: "desk-light", options: { colorScheme: "light" } },
  { name: "desk-dark", options: { colorScheme: "dark" } },
  { name: "phone-light", options: { colorScheme: "light", viewport: PHONE } },
  { name: "phone-dark", options: { colorScheme: "dark", viewport: PHONE } },
];
const STORM = 1_000;
const KINDS = [
  {
    display_name: "MaliciousDocument",
    severity_name: "High",
    technique: "User Execution",
    technique_id: "T1204",
  },
  {
    display_name: "CredentialDump",
    severity_name: "Critical",
    technique: "OS Credential Dumping",
    technique_id: "T1003",
  },
  { display_name: "OddScript", severity_name: "Medium", technique: "PowerShell", technique_id: "T1059.001" },
];

function raiseMany(falcon: Simulator): void {
  const names = falcon.state.hosts.map(({ hostname }) => hostname);
  for (let n = 0; n < STORM; n += 1) {
    const kind = KINDS[n % 7 === 0 ? 1 : n % 3 === 0 ? 2 : 0];
    falcon.addAlert({
      // A few busy hosts, and many with a little.
      host: names[n % 3 === 0 ? n % names.length : n % 4]!,
      ...kind,
      display_name: `${kind?.display_name}-${String(n + 1).padStart(4, "0")}`,
    });
  }
}

describe.skipIf(browser === undefined)("a storm in the console", { timeout: 180_000 }, () => {
  let falcon: Simulator;
  let home: Home;
  let bot: Bot;
  const windows: Window[] = [];

  const open = async (options: BrowserContextOptions = {}): Promise<Window> => {
    const window = await openWindow(browser!, new URL("/?as=ravi-menon#alerts", bot.url).href, options);
    windows.push(window);
    return window;
  };
  const storm = (window: Window): Locator =>
    window.page.locator("main article", { hasText: "Alert storm" }).last();

  beforeAll(async () => {
    falcon = await startSimulator({ scenario: "quiet" });
    home = await createHome({
      settings: SETTINGS,
      env: {
        FALCON_CLIENT_ID: falcon.clientId,
        FALCON_CLIENT_SECRET: falcon.clientSecret,
        FALCON_BASE_URL: falcon.url,
      },
    });
    bot = await home.start();
    raiseMany(falcon);
  });
  afterAll(async () => {
    await Promise.all(windows.map((window) => window.close()));
    await bot?.kill();
    await Promise.all([home?.remove(), falcon?.stop(), browser?.close()]);
  });

  it("is one card with its number, its hosts and a picture, and every alert in a file", async () => {
    const ravi = await open();
    await storm(ravi)
      .getByText(/Alert storm: 1,000 alerts/)
      .waitFor(SETTLES_WITHIN);
    const picture = storm(ravi).locator("img");
    await picture.waitFor(SETTLES_WITHIN);
    expect(
      await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)),
    ).toBeGreaterThan(600);
    expect(await picture.getAttribute("alt")).toMatch(/^1,000 detections.*critical/);
    await ravi.shot("storm-10-card");
    await ravi.openThread(storm(ravi));
    await ravi.thread.getByText(/alerts-1\.txt/).waitFor();
    expect(ravi.complaints).toEqual([]);
  });

  it.each(LOOKS)("can be read, with what stands around it: $name", async ({ name, options }) => {
    const ravi = await open(options);
    const see = async (what: string): Promise<void> => {
      expect({ what, overflow: Math.max(0, await ravi.overflow()) }).toEqual({ what, overflow: 0 });
      await ravi.shot(`storm-${name}-${what}`);
    };
    await storm(ravi).locator("img").scrollIntoViewIfNeeded();
    await see("card");
    const { composite_id } = falcon.state.alerts.find(({ display_name }) => display_name.startsWith("Cred"))!;
    await ravi.say(`alert ${composite_id}`);
    const details = ravi.page.locator("main article", { hasText: "Process tree" }).last();
    await details.locator("img").waitFor();
    await details.locator("img").scrollIntoViewIfNeeded();
    await details.getByText("└").first().waitFor();
    await see("process-tree");
    await ravi.say("detections --chart");
    const listed = ravi.page.locator("main article", { hasText: /1 to 20 shown/ }).last();
    await listed.locator("img").waitFor();
    await listed.locator("img").scrollIntoViewIfNeeded();
    await see("chart");
    expect(ravi.complaints).toEqual([]);
  });
});
