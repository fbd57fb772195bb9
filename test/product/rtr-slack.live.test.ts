/** RTR in threads of Slack, through the running product: look around, share, ask, fetch, end. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { buttonsOf, openedOn, openRtr } from "./rtr-thread.ts";
import { settings } from "./settings.ts";
import { idOf, setStage } from "./stage.ts";

const sha256 = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("a session", () => {
  it("names host, platform, owner and directory in its first card, edited in place as one moves", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await until("the root is complete", () =>
      ["WIN-01", idOf(stage.falcon, "WIN-01"), "Windows", "Ana Diaz", "C:\\"].every((word) =>
        textOf(thread.root).includes(word),
      ),
    );
    expect(buttonsOf(thread.root)).toEqual(expect.arrayContaining(["Join", "Close session"]));
    await thread.type("U0ANA", "cd C:\\Windows");
    await until("the root shows the directory", () => textOf(thread.root).includes("C:\\Windows"));
    await thread.type("U0ANA", "ls");
    await thread.answer("> ls", "System32");
    expect(stage.falcon.state.rtr.commands.map(({ text, directory }) => [text, directory])).toEqual([
      ["cd C:\\Windows", "C:\\"],
      ["ls", "C:\\Windows"],
    ]);
  });

  it("keeps its directory, and says so, when cd fails", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "cd C:\\nowhere");
    await thread.answer("The directory has not changed", "C:\\");
    expect(textOf(thread.root)).not.toContain("nowhere");
  });

  it("hears its owner and who has joined, and nobody else", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0LEE", "ls C:\\Users");
    await thread.type("U0ANA", "what do you think, is this normal?");
    await thread.type("U0ANA", "ps");
    await thread.answer("> ps");
    expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual(["ps"]);
    await stage.slack.click("U0LEE", thread.root, "Join");
    await thread.answer("Joined", "Lee Chan");
    await thread.type("U0LEE", "ls C:\\Users");
    await thread.answer("> ls C:\\Users", "Lee Chan");
    // Whoever may not open one may not join one.
    await stage.slack.click("U0EVE", thread.root, "Join");
    await stage.told("U0EVE", "role responder");
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

  it("ends at Falcon when it is closed", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "exit");
    await until("deleted at Falcon", () => stage.falcon.state.rtr.open.length === 0);
    expect(stage.falcon.state.rtr.sessions[0]?.ended?.by).toBe("deleted");
    await until("the root says so", () => textOf(thread.root).includes("closed"));
  });
});

it("a session that nobody uses is warned of and then closed, with DELETE", async () => {
  const stage = await setStage({ settings: settings('rtr: { idle: 4s, prefix: "" }') });
  const thread = await openedOn(stage, "U0ANA", "WIN-01");
  await thread.answer("Nobody types here");
  await until("deleted at Falcon", () => stage.falcon.state.rtr.sessions[0]?.ended?.by === "deleted");
  await until("the root says why", () => textOf(thread.root).includes("nobody used it"));
});

describe("output", () => {
  it("of 200 pieces is one file with exactly its bytes", async () => {
    const stage = await setStage();
    const stdout = Array.from({ length: 200 }, (_, i) => `piece ${i} é🙂 ${"x".repeat(i % 37)}\r\n`).join("");
    stage.falcon.rtr.addRule({ command: "cat", stdout, pieces: 200 });
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "cat C:\\big.txt");
    await thread.answer("> cat C:\\big.txt", sha256(stdout));
    const file = await until("the file", () =>
      stage.slack.files().find(({ name }) => name.startsWith("output-")),
    );
    expect(file.bytes.equals(Buffer.from(stdout))).toBe(true);
    expect(stage.slack.files()).toHaveLength(1);
  });

  it("whose pieces are lost says that it is incomplete", async () => {
    const stage = await setStage();
    stage.falcon.rtr.addRule({ command: "cat", pieces: 8, fault: { losePiece: 3 } });
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "cat C:\\big.txt");
    await thread.answer("> cat C:\\big.txt", "incomplete", "piece 4");
  });
});

describe("what destroys or runs code", () => {
  it("waits for somebody else, shown exactly, and then runs once", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    const line = "runscript -Raw=```Get-Process | Select -First 3``` -Timeout=30";
    await thread.type("U0ANA", line);
    const shown = ["Get-Process | Select -First 3", "-Timeout=30"];
    const card = await stage.card(...shown, "WIN-01", idOf(stage.falcon, "WIN-01"));
    await thread.answer(...shown, "waits for somebody else to agree");
    expect(stage.falcon.state.rtr.commands).toEqual([]);
    await stage.slack.click("U0ANA", card, "Approve");
    await stage.told("U0ANA", "somebody else");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("it ran", () => stage.falcon.state.rtr.commands.length === 1);
    expect(stage.falcon.state.rtr.commands[0]).toMatchObject({
      text: line,
      tier: "admin",
      base: "runscript",
    });
    await until(
      "the card tells the end",
      () => textOf(card).includes("Lee Chan") && !buttonsOf(card).includes("Approve"),
    );
    await until("the thread has its output", () =>
      thread.said("> runscript", "Ana Diaz").some((one) => !textOf(one).includes("waits for")),
    );
  });

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

it("get fetches a file, checks its digest, and hands the archive out as it came", async () => {
  const stage = await setStage();
  const content = "MZ this is no program";
  stage.falcon.rtr.writeFile("WIN-01", "C:\\Temp\\sample.exe", content);
  const thread = await openedOn(stage, "U0ANA", "WIN-01");
  await thread.type("U0ANA", "get C:\\Temp\\sample.exe");
  await thread.answer("> get", sha256(content), "the file in the archive has this digest");
  await thread.type("U0ANA", "files");
  await thread.answer("Files (1)", sha256(content));
  await thread.type("U0ANA", `download ${sha256(content)}`);
  const archive = await until("the archive", () =>
    stage.slack.files().find(({ name }) => name.endsWith(".7z")),
  );
  expect(archive.bytes.subarray(0, 6)).toEqual(Buffer.from("377abcaf271c", "hex"));
  await thread.answer("Archive of", sha256(archive.bytes));
  await thread.type("U0ANA", `open ${sha256(content)}`);
  const opened = await until("the file itself", () =>
    stage.slack.files().find(({ name }) => name.endsWith(".bin")),
  );
  expect(opened.bytes.toString()).toBe(content);
});

it("a queued command says that it waits, and runs when the host is back", async () => {
  const stage = await setStage();
  stage.falcon.setHost("WIN-01", { online: false });
  const thread = await openRtr(stage, "U0ANA", "WIN-01", "--queue");
  await thread.answer("The host is offline");
  await thread.type("U0ANA", "ls");
  await thread.answer("> ls", "waits until the host is back");
  stage.falcon.setHost("WIN-01", { online: true });
  await thread.answer("The host is back");
  await until("its output is there", () => thread.said("> ls", "Windows").length === 1);
});
