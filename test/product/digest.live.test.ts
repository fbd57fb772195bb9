/** The digest of a feed in running bots: what is open, isolated and unanswered, once, whoever says it. */
import { describe, expect, it, onTestFinished } from "vitest";
import { startPostgres } from "../emulators/postgres.ts";
import { textOf, type Message } from "../emulators/slack/index.ts";
import { createHome, until } from "./bot.ts";
import { messages, said, saying } from "./feed-stage.ts";
import { CHANNELS, settings } from "./settings.ts";
import { setStage, type Stage, type StageOptions } from "./stage.ts";

/** Every minute, so that no test waits for longer. */
const SETTINGS = settings(`
policy:
  rules:
    - { action: [contain], approvals: 1, from: approver, expires: 15m }
    - { action: [scan], approvals: 1, from: approver, expires: 2s }
feeds:
  - { channel: "slack:C0ALERTS", digest: "* * * * *" }
poll: { alerts: "*/1 * * * * *" }
`);
const MINUTE = 60_000;
/** A digest comes in the first seconds of a minute: nothing may follow until the next. */
const REST_OF_MINUTE = 20_000;

const stageOf = (more: StageOptions = {}): Promise<Stage> =>
  setStage({
    ...more,
    settings: SETTINGS,
    slack: { channels: [...CHANNELS, { id: "C0ALERTS", name: "alerts" }] },
  });

const digests = (stage: Stage): readonly Message[] => saying(stage, "Still isolated");
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Not so close before a minute begins that what follows would fall into two. */
const awayFromTheEdge = async (): Promise<void> => {
  const left = MINUTE - (Date.now() % MINUTE);
  if (left < REST_OF_MINUTE) await pause(left);
};

describe("a digest", { timeout: 240_000 }, () => {
  it("says what is open, still isolated and expired unanswered, and not again after a restart", async () => {
    const stage = await stageOf();
    const done = stage.falcon.addAlert({ host: "WIN-03", display_name: "Dealt with", severity_name: "High" });
    stage.falcon.addAlert({ host: "WIN-04", display_name: "Waiting", severity_name: "Critical" });
    stage.falcon.addAlert({ host: "WIN-04", display_name: "Waiting too", severity_name: "High" });
    await said(stage, "Waiting too");
    await said(stage, "Dealt with");
    stage.falcon.setAlert(done.composite_id, { status: "closed" });
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    await stage.slack.click("U0LEE", await stage.card("WIN-01", "beaconing"), "Approve");
    await stage.slack.slash("U0ANA", "C0SOC", "scan WIN-02");
    await until("the scan expired", () => stage.cards("WIN-02", "xpired")[0], 30_000);
    await until("the host is isolated", () => stage.falcon.state.host("WIN-01")?.status === "contained");
    const wanted = [
      "Still open: 2 alerts: 1 critical, 1 high",
      "WIN-04: 2 alerts",
      "Still isolated: 1",
      "WIN-01",
    ];
    const digest = await until(
      "a digest with all of it",
      () => messages(stage).find((one) => wanted.every((words) => textOf(one).includes(words))),
      2 * MINUTE,
    );
    const words = textOf(digest);
    expect(words).toContain("Expired unanswered: 1");
    expect(words).toContain("scan WIN-02");
    expect(words).not.toContain("Waiting");
    expect(digest.threadTs).toBeUndefined();
    const before = digests(stage).length;
    await stage.restart();
    await pause(REST_OF_MINUTE);
    expect(digests(stage)).toHaveLength(before);
    await until("the next digest", () => digests(stage).length > before, 90_000);
    await pause(5_000);
    expect(digests(stage)).toHaveLength(before + 1);
  });

  it("is said by one of two replicas", async ({ skip }) => {
    const database = await startPostgres();
    if (database === undefined) return skip("this machine runs no PostgreSQL");
    onTestFinished(database.stop);
    const env = { DATABASE_URL: database.url };
    await awayFromTheEdge();
    const stage = await stageOf({ env });
    const {
      PATH: _path,
      HOME: _home,
      FALCONER_DATA_DIR: _data,
      FALCONER_LISTEN: _listen,
      ...shared
    } = stage.home.env;
    const second = await createHome({ settings: SETTINGS, env: { ...shared, ...env } });
    const other = await second.start();
    onTestFinished(async () => {
      await other.kill();
      await second.remove();
    });
    const first = await until("a digest", () => digests(stage)[0], 90_000);
    await pause(REST_OF_MINUTE);
    expect(digests(stage)).toEqual([first]);
    // The one that reads dies; the other takes over, the digests too.
    await stage.bot.kill();
    await until("the digest of the other", () => digests(stage).length === 2, 90_000);
    await pause(5_000);
    expect(digests(stage)).toHaveLength(2);
  });
});
