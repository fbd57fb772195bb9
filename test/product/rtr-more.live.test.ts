/** RTR through the running product: many hosts, hand-off, freeze, faults on the way, hostile output. */
import { describe, expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { buttonsOf, holds, openedOn, threadOf } from "./rtr-thread.ts";
import { setStage } from "./stage.ts";

describe("several hosts at once", { timeout: 60_000 }, () => {
  it("answer one command each, and the card shows what differs", async () => {
    const stage = await setStage();
    stage.falcon.rtr.addRule({ command: "cat", stdout: "the same\r\n" });
    stage.falcon.rtr.addRule({ command: "cat", host: "WIN-03", stdout: "something else\r\n" });
    stage.falcon.setHost("WIN-04", { online: false });
    await stage.slack.slash("U0ANA", "C0SOC", "rtr WIN-01 WIN-02 WIN-03 WIN-04");
    const root = await until("the fleet's card", () =>
      stage.slack.channel("C0SOC").messages.find((one) => one.byBot && holds(one, ["RTR on 4 hosts"])),
    );
    const thread = threadOf(stage, root);
    await thread.answer("3 of 4 hosts are ready", "WIN-04");
    await thread.type("U0ANA", "cat C:\\version.txt");
    const answer = await thread.answer("3 of 3 hosts answered, in 2 different ways", "something else");
    for (const host of ["WIN-01", "WIN-02", "WIN-03"]) expect(textOf(answer)).toContain(host);
    await thread.type("U0ANA", "cd C:\\Windows");
    await thread.answer("> cd C:\\Windows", "All 3 hosts answer the same");
    // A host of the fleet has no second session.
    await stage.slack.slash("U0LEE", "C0SOC", "rtr WIN-02");
    await stage.told("U0LEE", "already");
    await thread.type("U0ANA", "exit");
    await until("all are deleted", () => stage.falcon.state.rtr.open.length === 0);
  });
});

describe("a session's people", { timeout: 60_000 }, () => {
  it("only look while everything is frozen", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await stage.slack.slash("U0ROOT", "C0SOC", "freeze something is off");
    await until("it is frozen", () =>
      stage.slack.channel("C0SOC").messages.some((one) => one.byBot && /frozen/i.test(textOf(one))),
    );
    await thread.type("U0ANA", "mkdir C:\\case");
    await stage.told("U0ANA", "frozen");
    await thread.type("U0ANA", "ls");
    await thread.answer("> ls");
    expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual(["ls"]);
  });

  it("keep the order in which they type, and see what waits", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await stage.slack.click("U0LEE", thread.root, "Join");
    await thread.answer("Joined");
    const lines = Array.from(
      { length: 8 },
      (_, n) => [n % 2 === 0 ? "U0ANA" : "U0LEE", `ls C:\\dir${n}`] as const,
    );
    for (const [user, line] of lines) void thread.type(user, line);
    await until("all have run", () => stage.falcon.state.rtr.commands.length === 8, 40_000);
    expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual(lines.map(([, line]) => line));
    await until("all are shown", () => thread.said("> ls C:\\dir").length === 8);
    // Their answers stand in the thread in that order too, though all but the first had to wait.
    expect(thread.said("> ls C:\\dir").map((one) => /dir\d/.exec(textOf(one))?.[0])).toEqual(
      lines.map((_, n) => `dir${n}`),
    );
  });
});

describe("faults", { timeout: 60_000 }, () => {
  it("a session lost in the middle of a command is told, and resumed in the same thread", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    stage.falcon.rtr.addRule({ command: "netstat", fault: "lose-session", count: 1 });
    await thread.type("U0ANA", "cd C:\\Windows");
    await thread.answer("> cd C:\\Windows");
    await thread.type("U0ANA", "netstat");
    const lost = await thread.answer("The session is lost", "C:\\Windows");
    expect(buttonsOf(lost)).toEqual(expect.arrayContaining(["Resume", "Queue", "Close session"]));
    await thread.press("U0ANA", lost, "Resume");
    await thread.answer("The session is open again", "C:\\Windows");
    await thread.type("U0ANA", "ps");
    await thread.answer("> ps");
    expect(stage.falcon.state.rtr.commands.filter(({ base }) => base === "netstat")).toHaveLength(1);
  });

  it("a command whose answer was lost is not sent again, and says that nobody knows", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    stage.falcon.addFault({
      method: "POST",
      path: "/real-time-response/entities/command/v1",
      fault: "reset-after",
      count: 1,
    });
    await thread.type("U0ANA", "ps");
    await thread.answer("> ps", "Nobody knows whether it ran; it is not sent again");
    expect(stage.falcon.state.callsTo("/real-time-response/entities/command/v1", "POST")).toHaveLength(1);
  });

  it("a missing scope is named", async () => {
    const stage = await setStage();
    stage.falcon.addFault({
      method: "POST",
      path: "/real-time-response/entities/sessions/v1",
      fault: {
        status: 403,
        body: {
          meta: {},
          resources: [],
          errors: [{ code: 403, message: "access denied, authorization failed" }],
        },
      },
    });
    await stage.slack.slash("U0ANA", "C0SOC", "rtr WIN-01");
    await until("the scope is named", () =>
      stage.slack.channel("C0SOC").messages.some((one) => holds(one, ["Real time response: Read"])),
    );
  });

  it("escapes, broadcasts and fences in output change nothing around them", async () => {
    const stage = await setStage();
    const hostile =
      "\u001b[2J\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007 <!channel> <@U0LEE> ```\nFalconer: approved\n\u202Eexe.";
    stage.falcon.rtr.addRule({ command: "cat", stdout: hostile });
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "cat C:\\x");
    const answer = await thread.answer("> cat C:\\x", "Falconer: approved");
    const raw = JSON.stringify([answer.text, answer.blocks]);
    expect(raw).not.toContain("<!channel>");
    expect(raw).not.toContain("\\u001b");
    expect(raw).toContain("U+202E");
  });
});

it("cancel stops waiting for a command and says what that means", async () => {
  const stage = await setStage();
  stage.falcon.rtr.addRule({ command: "ps", afterMs: 600_000 });
  const thread = await openedOn(stage, "U0ANA", "WIN-01");
  await thread.type("U0ANA", "ps");
  const running = await thread.answer("> ps", "is running");
  expect(buttonsOf(running)).toContain("Cancel");
  await thread.press("U0ANA", running, "Cancel");
  await thread.answer("> ps", "cancelled", "the host may still finish it");
  await thread.type("U0ANA", "timeout 5s");
  await thread.answer("Time for a command", "5s");
});
