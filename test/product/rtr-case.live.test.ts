/** The case that evidence belongs to: said in the thread, kept with the file, in the report and in the audit. */
import { expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { openedOn } from "./rtr-thread.ts";
import { setStage } from "./stage.ts";

it("what is fetched belongs to the session's case, and one file may be given to another", async () => {
  const stage = await setStage();
  stage.falcon.rtr.writeFile("WIN-01", "C:\\Temp\\one.exe", "one");
  stage.falcon.rtr.writeFile("WIN-01", "C:\\Temp\\two.exe", "two");
  const thread = await openedOn(stage, "U0ANA", "WIN-01");
  await thread.type("U0ANA", "get C:\\Temp\\one.exe");
  await thread.answer("> get C:\\Temp\\one.exe", "has this digest");
  await thread.type("U0ANA", "case closed, I think");
  await thread.type("U0ANA", "case INC-42");
  await thread.answer("belongs to case INC-42");
  await until("the root names it", () => textOf(thread.root).includes("INC-42"));
  await thread.type("U0ANA", "get C:\\Temp\\two.exe");
  const two = await thread.answer("> get C:\\Temp\\two.exe", "has this digest", "INC-42");
  const digest = /[0-9a-f]{64}/.exec(textOf(thread.said("> get C:\\Temp\\one.exe")[0]!))![0];
  expect(textOf(two)).not.toContain(digest);
  await thread.type("U0ANA", `case CS-0815 ${digest}`);
  await thread.answer("one.exe belongs to case CS-0815");
  await thread.type("U0ANA", "files");
  await thread.answer("Files (2)", "INC-42", "CS-0815");
  await thread.type("U0ANA", `download ${digest}`);
  await thread.answer("Archive of", "CS-0815");
  await thread.type("U0ANA", "transcript");
  const transcript = await until("the transcript", () =>
    stage.slack.files().find(({ name }) => /^transcript.*\.txt$/.test(name)),
  );
  expect(transcript.bytes.toString()).toMatch(/one\.exe.*case CS-0815[\s\S]*two\.exe.*case INC-42/);
  await stage.slack.slash("U0ANA", "C0SOC", "report WIN-01");
  const report = await until("the report", () =>
    stage.slack.files().find(({ name }) => name.endsWith(".md")),
  );
  expect(report.bytes.toString()).toMatch(/two\.exe.*INC-42/);
  const audit = (await stage.home.shell("audit", "export")).out;
  expect(audit).toMatch(/"evidence\.stored".*INC-42/);
  expect(audit).toMatch(/"evidence\.filed".*CS-0815/);
});
