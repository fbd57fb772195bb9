/** The look-ups as people see them over Slack: pages by pressing, files in the thread, requests that end. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf, type Message } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { openedOn } from "./rtr-thread.ts";
import { buttonsOf, idOf, openStage, type OpenStage } from "./stage.ts";

const WORLD = { empty: false, scenario: "quiet", hosts: [], scanMs: 500 } as const;
const FILE_HASH = "ab".repeat(32);

let stage: OpenStage;
beforeAll(async () => {
  stage = await openStage({ falcon: WORLD });
});
afterAll(() => stage.close());

const said = (): readonly Message[] => stage.slack.channel("C0SOC").messages;

/** Says it and waits for the answer in the channel that holds all of these words. */
async function ask(line: string, ...words: readonly string[]): Promise<Message> {
  const before = new Set(said());
  await stage.slack.slash("U0ANA", "C0SOC", line);
  return until(`an answer to "${line}" with ${words.join(", ")}`, () =>
    said().find((message) => !before.has(message) && words.every((word) => textOf(message).includes(word))),
  );
}

async function press(message: Message, label: string, ...words: readonly string[]): Promise<Message> {
  const before = new Set(said());
  await stage.slack.click("U0ANA", message, label);
  return until(`what ${label} brings, with ${words.join(", ")}`, () =>
    said().find((one) => !before.has(one) && words.every((word) => textOf(one).includes(word))),
  );
}

describe("a look-up over Slack", { timeout: 60_000 }, () => {
  it("of indicators says the total, and pages to the last one by pressing", async () => {
    const first = await ask("iocs --limit 4", "11 indicators, 1 to 4 shown");
    const second = await press(first, "Next page", "5 to 8 shown");
    const third = await press(second, "Next page", "9 to 11 shown");
    expect(buttonsOf(third)).not.toContain("Next page");
    const values = stage.falcon.shelves.indicators.all().map(({ value }) => String(value));
    const shown = [first, second, third].map(textOf).join("\n");
    for (const value of values) expect(shown).toContain(value);
  });

  it("of one defanged indicator finds it, and offers to unblock it", async () => {
    const card = await ask(
      "iocs hxxps://invoice-portal[.]example/pay",
      "1 indicator",
      "invoice-portal.example",
    );
    expect(buttonsOf(card)).toContain("Unblock");
  });

  it("that finds nothing says what was asked", async () => {
    const card = await ask(
      "iocs nobody.example --severity high",
      "No indicators",
      "nobody.example",
      "high or worse",
    );
    expect(buttonsOf(card)).toContain("Block");
  });

  it("of vulnerabilities keeps to the host, and names what to do", async () => {
    const host = stage.falcon.shelves.vulnerabilities.all().find(({ status }) => status === "open");
    const name = (host!["host_info"] as { hostname: string }).hostname;
    const card = await ask(`vulns ${name}`, "vulnerabilit", idOf(stage.falcon, name));
    expect(textOf(card)).toMatch(/Update|Install/);
    for (const one of stage.falcon.state.hosts.filter(({ hostname }) => hostname !== name))
      expect(textOf(card)).not.toContain(one.hostname);
  });

  it("of cases opens the first alert of one that is chosen", async () => {
    const open = stage.falcon.shelves.cases.all().filter(({ status }) => status !== "closed");
    const card = await ask(
      "cases --status open",
      `${open.length} cases`,
      "Asked for: opened in the last 30 days",
    );
    for (const { id } of open) expect(textOf(card)).toContain(id);
    const [first] = buttonsOf(card);
    await press(card, first ?? "", "Process tree");
  });

  it("of assets tells those without a sensor apart", async () => {
    const card = await ask("discover --status unmanaged", "4 assets", "FIN-LOANER", "no sensor");
    expect(buttonsOf(card)).toEqual(["CSV", "JSON"]);
  });

  it("of sessions names who works where through us, by our record and Falcon's together", async () => {
    const thread = await openedOn(stage, "U0ANA", "WIN-ENG-01");
    await thread.type("U0ANA", "ls");
    await thread.answer("> ls");
    const card = await ask("sessions --status active", "1 session", "WIN-ENG-01", "Ana Diaz", "active");
    expect(textOf(card)).not.toContain("not in Falcon's record");
    await thread.type("U0ANA", "exit");
    await until("it has ended at Falcon", () => stage.falcon.state.rtr.open.length === 0);
    await ask("sessions --status ended", "1 session", "Ana Diaz", "ended");
  });

  it("as a file has every row, and no cell that a spreadsheet would run", async () => {
    stage.falcon.shelves.assets.put({
      id: "asset-hostile",
      entity_type: "unsupported",
      hostname: '=HYPERLINK("http://evil.example")',
      last_seen_timestamp: new Date().toISOString(),
    });
    await ask("discover --export csv --limit 100", "All", "are in the file");
    const file = await until("the file", () =>
      stage.slack.files().find(({ title }) => title.startsWith("discover.csv")),
    );
    const lines = file.bytes
      .toString("utf8")
      .split(/\r?\n/)
      .filter((line) => line !== "");
    expect(lines.length - 1).toBe(stage.falcon.shelves.assets.all().length);
    expect(lines.find((line) => line.includes("HYPERLINK"))).toMatch(/^"'=HYPERLINK/);
  });
});

describe("a change of indicators and a scan over Slack", { timeout: 60_000 }, () => {
  it("a hash is blocked once a colleague agrees, and taken out again the same way", async () => {
    await stage.slack.slash("U0ANA", "C0SOC", `block ${FILE_HASH} dropper of the finance incident --days 7`);
    const card = await stage.card(FILE_HASH, "prevent");
    expect(textOf(card)).toContain("dropper of the finance incident");
    expect(stage.falcon.shelves.indicators.all().some(({ value }) => value === FILE_HASH)).toBe(false);
    await stage.slack.click("U0ANA", card, "Approve");
    await stage.told("U0ANA", "yourself");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("in force", () => textOf(card).includes("in force, verified"));
    const made = stage.falcon.shelves.indicators.all().find(({ value }) => value === FILE_HASH);
    expect(made).toMatchObject({
      type: "sha256",
      action: "prevent",
      severity: "high",
      applied_globally: true,
    });
    expect(String(made!["description"])).toContain("Ana Diaz: dropper of the finance incident");

    await stage.slack.slash("U0ANA", "C0SOC", `block ${FILE_HASH} once more --days 7`);
    await stage.told("U0ANA", "in force already");

    await stage.slack.slash("U0ANA", "C0SOC", `unblock ${FILE_HASH} false positive`);
    const undo = await stage.card(FILE_HASH, "Unblock");
    await stage.slack.click("U0LEE", undo, "Approve");
    await until("removed", () => textOf(undo).includes("removed, verified"));
    expect(stage.falcon.shelves.indicators.all().some(({ value }) => value === FILE_HASH)).toBe(false);
  });

  it("a domain is only detected, and its card says so", async () => {
    await stage.slack.slash("U0ANA", "C0SOC", "block cdn-ledger-sync[.]example C2 --days 30");
    const card = await stage.card("cdn-ledger-sync", "stops nothing on the network");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("in force", () => textOf(card).includes("in force, verified"));
    const made = stage.falcon.shelves.indicators
      .all()
      .find(({ value }) => value === "cdn-ledger-sync.example");
    expect(made).toMatchObject({ type: "domain", action: "detect" });
  });

  it("a scan is watched to its end, and says what it found", async () => {
    const found = stage.falcon.addAlert({ host: "WIN-FIN-02", severity: 70 });
    await stage.slack.slash("U0ANA", "C0SOC", "scan WIN-FIN-02");
    const card = await stage.card("Scan", idOf(stage.falcon, "WIN-FIN-02"));
    expect(textOf(card)).toContain("C:\\");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("scanned", () => textOf(card).includes("scanned, verified"), 40_000);
    expect(textOf(card)).toMatch(/files, (nothing malicious|\d+ malicious)/);
    expect(stage.falcon.shelves.scans.all()).toHaveLength(1);
    expect(found.composite_id).toBeDefined();
  });

  it.each([
    [
      "block 198[.]51[.]100[.]77 beaconing",
      "198.51.100.77",
      "/iocs/entities/indicators/v1",
      "in force, verified",
    ],
    ["scan WIN-FIN-03", "WIN-FIN-03", "/ods/entities/scans/v1", "scanned, verified"],
  ])("%s whose answer is lost is settled by asking, and done once", async (line, name, path, end) => {
    await stage.slack.slash("U0ANA", "C0SOC", line);
    const card = await stage.card(name);
    stage.falcon.addFault({ method: "POST", path, fault: "reset-after" });
    await stage.slack.click("U0LEE", card, "Approve");
    await until(end, () => textOf(card).includes(end), 60_000);
    const calls = stage.falcon.state
      .callsTo(path, "POST")
      .filter(({ body }) => JSON.stringify(body).includes(needleOf(name)));
    expect(calls).toHaveLength(1);
  });

  it("a scan that a host does not take ends as failed, with the reason", async () => {
    await stage.slack.slash("U0ANA", "C0SOC", "scan LNX-WEB-01 /srv/www");
    const card = await stage.card("LNX-WEB-01", "/srv/www");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("failed", () => textOf(card).includes("the scan failed on the host"), 40_000);
    expect(buttonsOf(card)).not.toContain("Approve");
  });

  it.each([
    ["block 127.0.0.1 noise", "nobody's to block"],
    ["block https://evil.example/x C2", "address of a page"],
    ["unblock nobody.example never was", "removed already"],
    [`unblock ${"0".repeat(40)} wrong`, "SHA-1"],
  ])("%s is refused in plain words", async (line, words) => {
    await stage.slack.slash("U0ANA", "C0SOC", line);
    await stage.told("U0ANA", words);
  });
});

/** A host is named in a call by its id. */
const needleOf = (name: string): string => stage.falcon.state.host(name)?.device_id ?? name;
