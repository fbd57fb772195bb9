/** RTR in threads of Slack beside the common story: who is refused, what is lost, denied or covered. */
import { describe, expect, it } from "vitest";
import { until } from "./bot.ts";
import { openedOn } from "./rtr-thread.ts";
import { setStage } from "./stage.ts";

describe("a session", () => {
  it("is not joined by whoever may not open one", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await stage.slack.click("U0EVE", thread.root, "Join");
    await stage.told("U0EVE", "role responder");
    await thread.type("U0EVE", "ps");
    await thread.type("U0ANA", "ls");
    await thread.answer("> ls");
    expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual(["ls"]);
  });

  it("is the only one on its host: a second request points to it", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await stage.slack.slash("U0LEE", "C0SOC", "rtr WIN-01");
    await stage.told("U0LEE", "already", "Ana Diaz");
    const offer = stage.slack.ephemerals("U0LEE").at(-1)!;
    expect(JSON.stringify(offer)).toContain(`/archives/C0SOC/p${thread.root.ts.replace(".", "")}`);
    await stage.slack.click("U0LEE", offer, "Join");
    await thread.answer("Joined", "Lee Chan");
    expect(stage.falcon.state.rtr.open).toHaveLength(1);
  });
});

describe("output", () => {
  it("whose pieces are lost says that it is incomplete", async () => {
    const stage = await setStage();
    stage.falcon.rtr.addRule({ command: "cat", pieces: 8, fault: { losePiece: 3 } });
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "cat C:\\big.txt");
    await thread.answer("> cat C:\\big.txt", "incomplete", "piece 4");
  });
});

describe("what destroys or runs code", () => {
  it("is not run when it is denied, and the thread says so", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "rm C:\\Temp\\evil.exe");
    const card = await stage.card("rm C:\\Temp\\evil.exe");
    await stage.slack.click("U0LEE", card, "Deny");
    await thread.answer("rm C:\\Temp\\evil.exe", "denied");
    expect(stage.falcon.state.rtr.commands).toEqual([]);
  });

  it("never shows the password of map", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "map Z: \\\\srv\\share ana S3cret-Pa55");
    const card = await stage.card("map Z:");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("it ran with it", () => stage.falcon.state.rtr.commands[0]?.text.includes("S3cret-Pa55"));
    await thread.type("U0ANA", "history");
    await thread.answer("History", "map Z:");
    await thread.type("U0ANA", "transcript");
    await thread.answer("Transcript");
    const everything = [
      ...["C0SOC", "C0APPROVE"]
        .flatMap((id) => stage.slack.channel(id).messages.filter(({ byBot }) => byBot))
        .map((one) => JSON.stringify([one.text, one.blocks, one.edits])),
      ...stage.slack.files().map(({ bytes }) => bytes.toString()),
      ...stage.whispers("U0ANA"),
      stage.bot.output(),
    ].join("\n");
    expect(everything).not.toContain("S3cret-Pa55");
    expect((await stage.home.shell("audit", "export")).out).not.toContain("S3cret-Pa55");
  });
});
