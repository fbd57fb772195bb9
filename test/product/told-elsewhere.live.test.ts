/** Whoever asked from a shell or through an agent hears how it ended on the platform where they have an account. */
import { userInfo } from "node:os";
import { expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { overHttp } from "./agents.ts";
import { until } from "./bot.ts";
import { settings } from "./settings.ts";
import { setStage } from "./stage.ts";

const SOON = settings()
  .replace("shell: ana", `shell: ${userInfo().username}`)
  .replace("expires: 15m", "expires: 3s");

it("silence is told in private on Slack, with a button to ask again", { timeout: 60_000 }, async () => {
  const stage = await setStage({ settings: SOON });
  const agent = await overHttp(stage.bot);
  await agent.call("falcon_isolate", { hosts: ["WIN-01"], reason: "the agent saw beaconing" });
  expect((await stage.home.shell("isolate", "WIN-02", "seen", "from", "a", "shell")).code).toBe(0);
  for (const host of ["WIN-01", "WIN-02"]) await stage.told("U0ANA", "Your request expired", host);

  const word = stage.slack.direct("U0ANA").messages.find((one) => textOf(one).includes("WIN-02"));
  await stage.slack.click("U0ANA", word!, "Ask again");
  await until("a second request", () => stage.cards("WIN-02", "seen from a shell").length === 2);
  expect(stage.whispers("U0LEE")).toEqual([]);
});
