/** Requests of RTR sessions are bound to what they were made for: their session, its directory, their secret. */
import { describe, expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { buttonsOf, openedOn, type Thread } from "./rtr-thread.ts";
import { setStage, type Stage } from "./stage.ts";

async function proposed(stage: Stage, thread: Thread, line: string) {
  await thread.type("U0ANA", line);
  return stage.card(line);
}

const withdrawn = (card: Awaited<ReturnType<typeof proposed>>, why: string): Promise<unknown> =>
  until(
    `the card is withdrawn: ${why}`,
    () => ["withdrawn", why].every((word) => textOf(card).includes(word)) && buttonsOf(card).length === 0,
  );

describe(
  "a request whose session is gone can no longer be approved, and says why",
  { timeout: 60_000 },
  () => {
    it("after kill -9", async () => {
      const stage = await setStage();
      const thread = await openedOn(stage, "U0ANA", "WIN-01");
      const card = await proposed(stage, thread, "rm C:\\Temp\\evil.exe");
      expect(buttonsOf(card)).toContain("Approve");
      await stage.restart();
      await withdrawn(card, "the session was closed before its turn came");
      await thread.answer("Falconer was restarted", "rm C:\\Temp\\evil.exe", "was not sent");
      expect(stage.falcon.state.rtr.commands).toEqual([]);
    });

    it("after exit", async () => {
      const stage = await setStage();
      const thread = await openedOn(stage, "U0ANA", "WIN-01");
      const card = await proposed(stage, thread, "kill 4321");
      await thread.type("U0ANA", "exit");
      await withdrawn(card, "the session was closed");
    });

    it("when Falcon has lost it; what waits is not sent after a Resume either", async () => {
      const stage = await setStage();
      const thread = await openedOn(stage, "U0ANA", "WIN-01");
      const card = await proposed(stage, thread, "rm evil.exe");
      stage.falcon.rtr.addRule({ command: "netstat", fault: "lose-session", count: 1 });
      await thread.type("U0ANA", "netstat");
      await thread.type("U0ANA", "ls C:\\Users");
      const lost = await thread.answer("The session is lost");
      await withdrawn(card, "the session was lost");
      await thread.answer("> ls C:\\Users", "was not run");
      await thread.press("U0ANA", lost, "Resume");
      await thread.answer("The session is open again");
      await thread.type("U0ANA", "ps");
      await thread.answer("> ps");
      expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual(["netstat", "ps"]);
    });
  },
);

it("what was agreed to in one directory does not run in another, unless it names whole paths", async () => {
  const stage = await setStage();
  const thread = await openedOn(stage, "U0ANA", "WIN-01");
  const here = await proposed(stage, thread, "rm evil.exe");
  const anywhere = await proposed(stage, thread, "rm C:\\Temp\\evil.exe");
  await thread.type("U0ANA", "cd C:\\Windows");
  await until("the root shows the directory", () => textOf(thread.root).includes("C:\\Windows"));
  await stage.slack.click("U0LEE", here, "Approve");
  await stage.slack.click("U0LEE", anywhere, "Approve");
  await thread.answer("> rm evil.exe", "the directory is not the one that was agreed to any more");
  await until("its card has failed", () => textOf(here).includes("Failed"));
  await until("the other one ran", () => stage.falcon.state.rtr.commands.length === 2);
  expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual([
    "cd C:\\Windows",
    "rm C:\\Temp\\evil.exe",
  ]);
});

describe("a password that the host repeats", { timeout: 60_000 }, () => {
  const LINE = "map Z: \\\\srv\\share ana S3cret-Pa55";
  const everything = (stage: Stage): string =>
    [
      ...["C0SOC", "C0APPROVE"]
        .flatMap((id) => stage.slack.channel(id).messages.filter(({ byBot }) => byBot))
        .map((one) => JSON.stringify([one.text, one.blocks, one.edits])),
      ...stage.slack.files().map(({ bytes }) => bytes.toString()),
      stage.bot.output(),
    ].join("\n");

  it("is covered across the borders of pieces, also in a file", async () => {
    const stage = await setStage();
    const stdout = "mapped with S3cret-Pa55, ".repeat(80);
    stage.falcon.rtr.addRule({ command: "map", stdout, pieces: 100 });
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", LINE);
    await stage.slack.click("U0LEE", await stage.card("map Z:"), "Approve");
    const file = await until("the file", () =>
      stage.slack.files().find(({ name }) => name.startsWith("output-")),
    );
    expect(file.bytes.toString()).toBe(stdout.replaceAll("S3cret-Pa55", "********"));
    expect(everything(stage)).not.toContain("S3cret-Pa55");
  });

  it("is not shown after a kill either, when nobody knows it any more", async () => {
    const stage = await setStage();
    stage.falcon.rtr.addRule({ command: "map", stdout: "mapped with S3cret-Pa55", afterMs: 1_500 });
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", LINE);
    await stage.slack.click("U0LEE", await stage.card("map Z:"), "Approve");
    await until("it runs", () => stage.falcon.state.rtr.commands.length === 1);
    await stage.restart();
    await thread.answer("> map Z:", "its output is not shown");
    expect(everything(stage)).not.toContain("S3cret-Pa55");
  });
});
