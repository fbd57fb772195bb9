/** `kill -9` with sessions open: threads are told, nothing is sent again, nothing stays open at Falcon. */
import { expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { openedOn, openRtr } from "./rtr-thread.ts";
import { setStage } from "./stage.ts";

it("after kill -9 with three sessions open, each thread says what happened, and Falcon has none left", async () => {
  const stage = await setStage();
  const { rtr } = stage.falcon.state;
  stage.falcon.rtr.addRule({ host: "WIN-02", command: "ps", afterMs: 600_000 });
  stage.falcon.rtr.addRule({
    host: "WIN-03",
    command: "netstat",
    afterMs: 2_500,
    stdout: "it ended all the same",
  });
  const [idle, hanging, ending] = [
    await openedOn(stage, "U0ANA", "WIN-01"),
    await openedOn(stage, "U0ANA", "WIN-02"),
    await openedOn(stage, "U0LEE", "WIN-03"),
  ];
  await hanging.type("U0ANA", "ps");
  await hanging.type("U0ANA", "ls C:\\Users");
  await ending.type("U0LEE", "netstat");
  await until("two commands are with their hosts", () => rtr.commands.length === 2);
  await stage.bot.kill();
  stage.bot = await stage.home.start();

  await idle.answer("Falconer was restarted", "No command was under way");
  await hanging.answer("Falconer was restarted", "not known whether it ran", "was not sent");
  await ending.answer("Falconer was restarted");
  await ending.answer("> netstat", "it ended all the same");
  await until("no session is left at Falcon", () => rtr.open.length === 0, 30_000);
  expect(rtr.sessions.map(({ ended }) => ended?.by)).toEqual(["deleted", "deleted", "deleted"]);
  expect(rtr.commands.map(({ text }) => text).sort()).toEqual(["netstat", "ps"]);
  await until("the roots are closed", () =>
    [idle, hanging, ending].every(({ root }) => textOf(root).includes("Falconer stopped while")),
  );
  // The thread is over: what is typed there now is talk.
  await idle.type("U0ANA", "ls");
  const again = await openedOn(stage, "U0ANA", "WIN-01");
  await again.type("U0ANA", "ipconfig");
  await again.answer("> ipconfig");
  expect(rtr.commands.map(({ text }) => text)).not.toContain("ls");
});

it("a session that waits for an offline host goes on waiting after a kill", async () => {
  const stage = await setStage();
  stage.falcon.setHost("WIN-01", { online: false });
  const thread = await openRtr(stage, "U0ANA", "WIN-01", "--queue");
  await thread.answer("The host is offline");
  await thread.type("U0ANA", "ps");
  await thread.answer("> ps", "waits until the host is back");
  await stage.restart();
  stage.falcon.setHost("WIN-01", { online: true });
  await thread.answer("The host is back");
  await until("it ran once", () => thread.said("> ps", "waits").length === 0);
  expect(stage.falcon.state.rtr.commands).toHaveLength(1);
});

it("a kill between posting a session's card and pinning it ends with one card, pinned", async () => {
  const stage = await setStage();
  stage.falcon.setHost("WIN-01", { online: false });
  stage.slack.fail({ call: "pins.add", fault: { kind: "delay", ms: 60_000 }, count: 1 });
  const thread = await openRtr(stage, "U0ANA", "WIN-01", "--queue");
  await until("it is being pinned", () => stage.slack.calls.some(({ method }) => method === "pins.add"));
  await stage.restart();
  const { messages, pins } = stage.slack.channel("C0SOC");
  await until("it is pinned", () => pins.has(thread.root.ts));
  expect(pins.size).toBe(1);
  expect(messages.filter((one) => one.byBot && textOf(one).includes("RTR on WIN-01"))).toHaveLength(1);
});

it("stopped in good order, sessions are deleted at Falcon before the process ends", async () => {
  const stage = await setStage();
  await openedOn(stage, "U0ANA", "WIN-01");
  expect(await stage.bot.stop()).toBe(0);
  expect(stage.falcon.state.rtr.sessions.map(({ ended }) => ended?.by)).toEqual(["deleted"]);
  stage.bot = await stage.home.start();
});
