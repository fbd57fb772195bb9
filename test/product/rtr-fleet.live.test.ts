/** What destroys, on many hosts at once: an explicit list that two people agree to, a verdict for each host. */
import { describe, expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { textOf as discordText } from "../emulators/discord/index.ts";
import { until } from "./bot.ts";
import { ANA, KIM, LEE, SOC, setDiscordStage } from "./discord-stage.ts";
import { buttonsOf, threadOf, type Thread } from "./rtr-thread.ts";
import { idOf, setStage, type Stage } from "./stage.ts";

const BATCH = "/real-time-response/combined/batch-active-responder-command/v1";

async function openFleet(stage: Stage, hosts: string): Promise<Thread> {
  await stage.slack.slash("U0ANA", "C0SOC", `rtr ${hosts}`);
  const root = await until("the fleet's card", () =>
    stage.slack.channel("C0SOC").messages.find((one) => one.byBot && /RTR on \d hosts/.test(textOf(one))),
  );
  const thread = threadOf(stage, root);
  await thread.answer("hosts are ready");
  return thread;
}

async function approved(stage: Stage, line: string) {
  const card = await stage.card(line);
  await stage.slack.click("U0LEE", card, "Approve");
  await until("one more is missing", () => textOf(card).includes("Waiting for 1 approval"));
  await stage.slack.click("U0KIM", card, "Approve");
  return card;
}

const ranOn = (stage: Stage, text: string): readonly string[] =>
  stage.falcon.state.rtr.commands.filter((one) => one.text === text).map(({ deviceId }) => deviceId);

describe("a fleet's request", { timeout: 60_000 }, () => {
  it("names each host, takes two people, and runs on exactly these", async () => {
    const stage = await setStage();
    stage.falcon.setHost("WIN-04", { online: false });
    const thread = await openFleet(stage, "WIN-01 WIN-02 WIN-03 WIN-04");
    await thread.type("U0ANA", "rm C:\\Temp\\evil.exe");
    const ids = ["WIN-01", "WIN-02", "WIN-03"].map((name) => idOf(stage.falcon, name));
    const card = await stage.card("rm C:\\Temp\\evil.exe", "WIN-01", "WIN-02", "WIN-03", ...ids);
    expect(textOf(card)).not.toContain("WIN-04");
    expect(stage.falcon.state.rtr.commands).toEqual([]);
    await approved(stage, "rm C:\\Temp\\evil.exe");
    const answer = await thread.answer("> rm C:\\Temp\\evil.exe", "WIN-01", "WIN-02", "WIN-03");
    await until("it has ended", () => !textOf(answer).includes("is running"));
    expect([...ranOn(stage, "rm C:\\Temp\\evil.exe")].sort()).toEqual([...ids].sort());
    await until("the card tells the end", () => !buttonsOf(card).includes("Approve"));
  });

  it("leaves out a host that is not what was signed any more, and says so", async () => {
    const stage = await setStage();
    const thread = await openFleet(stage, "WIN-01 WIN-02");
    await thread.type("U0ANA", "rm C:\\Temp\\evil.exe");
    const [one, two] = ["WIN-01", "WIN-02"].map((name) => idOf(stage.falcon, name));
    await stage.card("rm C:\\Temp\\evil.exe", "WIN-02");
    stage.falcon.setHost("WIN-02", { hostname: "SOMETHING-ELSE" });
    const card = await approved(stage, "rm C:\\Temp\\evil.exe");
    await thread.answer("> rm C:\\Temp\\evil.exe", "the host's name has changed");
    await until("the card says so too", () => textOf(card).includes("name has changed"));
    expect(ranOn(stage, "rm C:\\Temp\\evil.exe")).toEqual([one]);
    expect(ranOn(stage, "rm C:\\Temp\\evil.exe")).not.toContain(two);
  });

  it("whose answer is lost is asked about, never sent again", async () => {
    const stage = await setStage();
    const thread = await openFleet(stage, "WIN-01 WIN-02");
    stage.falcon.rtr.addRule({ command: "rm", stdout: "deleted\r\n" });
    await thread.type("U0ANA", "ls C:\\");
    await thread.answer("> ls C:\\", "hosts answer");
    stage.falcon.addFault({ method: "POST", path: BATCH, fault: "reset-after", count: 1 });
    await thread.type("U0ANA", "rm C:\\Temp\\evil.exe");
    await approved(stage, "rm C:\\Temp\\evil.exe");
    await thread.answer("> rm C:\\Temp\\evil.exe", "All 2 hosts answer the same", "deleted");
    expect(stage.falcon.state.callsTo(BATCH, "POST")).toHaveLength(1);
    expect(ranOn(stage, "rm C:\\Temp\\evil.exe")).toHaveLength(2);
  });

  it("over the cap is refused when it is asked for", async () => {
    const stage = await setStage();
    const thread = await openFleet(stage, "WIN-01 WIN-02 WIN-03 WIN-04 WIN-05 WIN-06");
    await thread.type("U0ANA", "rm C:\\Temp\\evil.exe");
    await stage.told("U0ANA", "at most 5 hosts", "names 6");
    await thread.type("U0ANA", "ls C:\\");
    await thread.answer("> ls C:\\", "6 hosts answer");
    expect(stage.cards("evil.exe")).toEqual([]);
  });

  it("is asked about host by host after a kill in the middle of it", async () => {
    const stage = await setStage();
    stage.falcon.rtr.addRule({ command: "rm", stdout: "deleted\r\n", afterMs: 1_500 });
    const thread = await openFleet(stage, "WIN-01 WIN-02");
    await thread.type("U0ANA", "rm C:\\Temp\\evil.exe");
    await approved(stage, "rm C:\\Temp\\evil.exe");
    await until("it runs", () => ranOn(stage, "rm C:\\Temp\\evil.exe").length === 2);
    await stage.restart();
    await thread.answer("> rm C:\\Temp\\evil.exe", "2 hosts answer the same", "deleted");
    await until("no session is left", () => stage.falcon.state.rtr.open.length === 0, 30_000);
    expect(ranOn(stage, "rm C:\\Temp\\evil.exe")).toHaveLength(2);
  });

  it("is the same on Discord", async () => {
    const stage = await setDiscordStage({ privileged: 1 << 15 });
    const { discord } = stage;
    await discord.command(ANA, SOC, "rtr", { host: "WIN-01", more: "WIN-02" });
    const root = await until("the fleet's card", () =>
      discord.channel(SOC).messages.find((one) => discordText(one).includes("RTR on 2 hosts")),
    );
    await until("it is open", () =>
      discord.thread(root.id)?.messages.some((one) => discordText(one).includes("hosts are ready")),
    );
    discord.say(ANA, root.id, "kill 4321");
    const card = await stage.card("kill 4321", "WIN-01", "WIN-02");
    await discord.press(LEE, card, "Approve");
    await until("one more is missing", () => discordText(card).includes("Waiting for 1 approval"));
    await discord.press(KIM, card, "Approve");
    await until("it ran on both", () => stage.falcon.state.rtr.commands.length === 2);
  });
});
