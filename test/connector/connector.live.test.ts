/** The connector as a program uses it, beside a running bot on the same store. */
import { expect, it } from "vitest";
import { openConnector, type OpenConnector } from "../../src/app/connect.ts";
import { NotFound } from "../../src/chat/ambiguity.ts";
import { reveal } from "../../src/lib/untrusted.ts";
import { textOf } from "../emulators/slack/index.ts";
import { until } from "../product/bot.ts";
import { idOf, setStage, type Stage } from "../product/stage.ts";

/** Slack stays with the bot; the program shares store and Falcon. */
async function connect(stage: Stage, login = "ana"): Promise<OpenConnector> {
  const { SLACK_BOT_TOKEN: _token, SLACK_APP_TOKEN: _app, SLACK_API_URL: _url, ...env } = stage.home.env;
  return openConnector({ env, login });
}

it("looks up, proposes in a person's name, and never acts", { timeout: 90_000 }, async () => {
  const stage = await setStage();
  stage.falcon.addAlert({ host: "WIN-01", severity: 90, display_name: "OddName" });
  const falconer = await connect(stage);
  try {
    const id = idOf(stage.falcon, "WIN-01");
    const host = await falconer.getHost("win-01");
    expect([host.id, reveal(host.hostname)]).toEqual([id, "WIN-01"]);
    await expect(falconer.getHost("WIN-99")).rejects.toThrow(NotFound);

    const found = await falconer.searchHosts({ text: "SRV-0", limit: 2 });
    expect([found.rows.length, found.total]).toEqual([1, 1]);
    const detections = await falconer.getDetections({ host: "WIN-01", severity: "high" });
    expect(detections.rows.map(({ name }) => reveal(name))).toEqual(["OddName"]);

    const asked = await falconer.isolateHost("WIN-01", "beaconing, says a program");
    expect(asked).toMatchObject({ state: "pending", hosts: [id] });
    const card = await stage.card("WIN-01", "machine-made", "beaconing, says a program");
    expect(stage.falcon.state.containCalls(id)).toBe(0);
    await stage.slack.click("U0ANA", card, "Approve");
    await stage.told("U0ANA", "yourself");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(id)).toBe(1);

    await falconer.unisolateHost("WIN-01", "clean again");
    await stage.card("Release", "clean again");
    await falconer.scanHost("WIN-02", ["C:\\Temp"]);
    await stage.card("Scan", "C:\\Temp");
    expect(stage.falcon.shelves.scans.all()).toEqual([]);
  } finally {
    await falconer.close();
  }
});

it("refuses a program whose person may not ask", { timeout: 60_000 }, async () => {
  const stage = await setStage();
  const falconer = await connect(stage, "nobody");
  try {
    await expect(falconer.isolateHost("WIN-01", "a try")).rejects.toThrow(/responder/);
    expect(stage.cards("WIN-01")).toEqual([]);
  } finally {
    await falconer.close();
  }
});
