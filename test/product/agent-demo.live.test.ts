/** An agent in the demo: alone, beside a bot, and across a bot that comes and goes. */
import { describe, expect, it, onTestFinished } from "vitest";
import { openReader } from "../adapters/web/living-console.ts";
import { overHttp, overStdio } from "./agents.ts";
import { createHome, until, type Home } from "./bot.ts";

async function demoHome(): Promise<Home> {
  const home = await createHome({});
  onTestFinished(home.remove);
  return home;
}

const pending = async (home: Home): Promise<string> => (await home.shell("approvals", "--json")).out;

describe("an agent in the demo", () => {
  it("asks with no bot running, and the bot that starts later has the request and its card", async () => {
    const home = await demoHome();
    const agent = await overStdio(home);
    const { data } = await agent.call("falcon_isolate", {
      hosts: ["WIN-FIN-07"],
      reason: "nobody is here yet",
    });
    await agent.close();
    const bot = await home.start();
    onTestFinished(() => bot.kill());
    expect(await pending(home)).toContain(String(data["request"]));
    const reader = await openReader(bot.url, "alma-brandt");
    await until("the card in the console", async () =>
      JSON.stringify(await reader.messages("approvals")).includes("nobody is here yet"),
    );
  });

  it("stays with whichever simulator there is while bots come and go", async () => {
    const home = await demoHome();
    const agent = await overStdio(home);
    const see = async (): Promise<boolean> =>
      !(await agent.call("falcon_host", { host: "WIN-FIN-07" })).isError;
    expect(await see()).toBe(true);
    for (let round = 0; round < 2; round += 1) {
      const bot = await home.start();
      expect(await see(), "beside a bot").toBe(true);
      const other = await overHttp(bot);
      expect((await other.call("falcon_host", { host: "WIN-FIN-07" })).isError).toBe(false);
      await bot.stop();
      expect(await see(), "after the bot").toBe(true);
    }
    expect(agent.stderr()).toBe("");
  });
});
