/** Scripts sent as files, and names of Falcon's library: asked for exactly, run byte for byte, never guessed. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { textOf as discordText } from "../emulators/discord/index.ts";
import { until } from "./bot.ts";
import { ANA, LEE, SOC, setDiscordStage } from "./discord-stage.ts";
import { openedOn } from "./rtr-thread.ts";
import { setStage } from "./stage.ts";

const SCRIPT = "Get-Process | Select -First 3\r\n# ü🙂 `tick` ${x}\r\n";
const sha256 = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");
const file = (name: string, text: string | Buffer) => ({ name, bytes: Buffer.from(text) });
const MESSAGE_CONTENT = 1 << 15;

describe("a script sent into a session's thread", { timeout: 60_000 }, () => {
  it("is asked for with its text and digest, and runs byte for byte, whatever becomes of the message", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    const how = { thread: thread.root.ts, files: [file("collect é.ps1", SCRIPT)] };
    await stage.slack.talk("U0ANA", "C0SOC", 'runscript -File="collect é.ps1" -Timeout=60', how);
    const card = await stage.card("Get-Process | Select -First 3", "collect é.ps1", sha256(SCRIPT), "WIN-01");
    expect(stage.falcon.state.rtr.commands).toEqual([]);
    // Another file of the same name, and none at all, change nothing of what was asked for.
    await stage.slack.talk("U0ANA", "C0SOC", "", { ...how, files: [file("collect é.ps1", "whoami")] });
    await stage.told("U0ANA", "handed in", sha256("whoami"));
    stage.slack.channel("C0SOC").messages.find(({ files }) => files.length > 0)!.deleted = true;
    await stage.slack.click("U0LEE", card, "Approve");
    await until("it ran", () => stage.falcon.state.rtr.commands.length === 1);
    expect(stage.falcon.state.rtr.commands[0]).toMatchObject({
      text: `runscript -Raw=\`\`\`${SCRIPT}\`\`\` -Timeout=60`,
      tier: "admin",
    });
  });

  it("without a word is offered; a long one is on the card as a file", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    const long = `# a long one\n${"Get-Date\n".repeat(900)}`;
    const how = { thread: thread.root.ts, files: [file("long.ps1", long), file("cat.png", "not a script")] };
    await stage.slack.talk("U0LEE", "C0SOC", "", how);
    await stage.slack.talk("U0ANA", "C0SOC", "", how);
    await stage.told("U0ANA", "handed in", "long.ps1", sha256(long));
    expect(stage.whispers("U0LEE")).toEqual([]);
    const offer = stage.slack.ephemerals("U0ANA").at(-1)!;
    expect(textOf(offer)).not.toContain("cat.png");
    await stage.slack.click("U0ANA", offer, "Ask to run it");
    const card = await stage.card("long.ps1", sha256(long));
    const attached = await until("the script as a file", () =>
      stage.slack.files().find(({ name }) => name === `script-${sha256(long).slice(0, 8)}.txt`),
    );
    expect(attached.bytes.toString()).toBe(long);
    await stage.slack.click("U0LEE", card, "Approve");
    await until("it ran", () => stage.falcon.state.rtr.commands.length === 1);
    expect(stage.falcon.state.rtr.commands[0]?.text).toBe(`runscript -Raw=\`\`\`${long}\`\`\``);
  });

  it("that cannot be run as it is is refused with a reason, and nothing is asked for", async () => {
    const stage = await setStage({ slack: { withoutScopes: [] } });
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    const send = (one: ReturnType<typeof file>, line = "runscript") =>
      stage.slack.talk("U0ANA", "C0SOC", line, { thread: thread.root.ts, files: [one] });
    await send(file("a.ps1", Buffer.from("Get-Process", "utf16le")));
    await stage.told("U0ANA", "a.ps1", "UTF-16");
    await send(file("b.ps1", "x".repeat(60_000)));
    await stage.told("U0ANA", "b.ps1", "larger than 48 KiB");
    await send(file("c.ps1", "echo ```"));
    await stage.told("U0ANA", "c.ps1", "three backticks");
    await send(file("d.ps1", "whoami"), "runscript -File=other.ps1");
    await stage.told("U0ANA", "No file of that name", "d.ps1");
    expect(stage.cards("WIN-01")).toEqual([]);
    expect(stage.falcon.state.rtr.commands).toEqual([]);
  });

  it("that the app may not read says which scope is missing", async () => {
    const stage = await setStage({ slack: { withoutScopes: ["files:read"] } });
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    const how = { thread: thread.root.ts, files: [file("a.ps1", "whoami")] };
    await stage.slack.talk("U0ANA", "C0SOC", "runscript", how);
    await stage.told("U0ANA", "a.ps1", "files:read");
  });

  it("works the same on Discord, as it is typed and by mention", async () => {
    const stage = await setDiscordStage({ privileged: MESSAGE_CONTENT });
    const { discord } = stage;
    await discord.command(ANA, SOC, "rtr", { host: "WIN-01" });
    const root = await until("the session's card", () =>
      discord.channel(SOC).messages.find((one) => discordText(one).includes("RTR on")),
    );
    await until("it is open", () =>
      discord.thread(root.id)?.messages.some((one) => discordText(one).includes("The session is open")),
    );
    discord.say(ANA, root.id, "@bot runscript -Timeout=60", [file("collect.ps1", SCRIPT)]);
    const card = await stage.card("Get-Process | Select -First 3", "collect.ps1", sha256(SCRIPT));
    await discord.press(LEE, card, "Approve");
    await until("it ran", () => stage.falcon.state.rtr.commands.length === 1);
    expect(stage.falcon.state.rtr.commands[0]?.text).toBe(`runscript -Raw=\`\`\`${SCRIPT}\`\`\` -Timeout=60`);
    discord.say(ANA, root.id, "", [file("later.ps1", "whoami")]);
    await stage.told(ANA, "handed in", "later.ps1");
    discord.say(ANA, root.id, "runscript -File=later.ps1");
    await stage.card("whoami", sha256("whoami"));
  });
});

describe("a name of the library", { timeout: 60_000 }, () => {
  it("that is missing or unknown is chosen from a menu, and asked for like any other", async () => {
    const stage = await setStage();
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "runscript -Timeout=60");
    await stage.told("U0ANA", "Which script?", "collect-autoruns", "Everything that starts");
    const scripts = stage.slack.ephemerals("U0ANA").at(-1)!;
    // Of another platform.
    expect(textOf(scripts)).not.toContain("list-cron");
    await stage.slack.click("U0ANA", scripts, "collect-autoruns");
    const card = await stage.card('runscript -CloudFile="collect-autoruns" -Timeout=60', "Get-CimInstance");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("it ran", () => stage.falcon.state.rtr.commands.length === 1);
    await thread.type("U0ANA", "put triage.ex");
    await stage.told("U0ANA", "No put-file has that name", "triage.exe");
    await stage.slack.click("U0ANA", stage.slack.ephemerals("U0ANA").at(-1)!, "triage.exe");
    await stage.card('put "triage.exe"');
    await thread.type("U0ANA", 'runscript -CloudFile="reset-prox"');
    await stage.told("U0ANA", "No script has that name", "reset-proxy");
    await thread.type("U0ANA", 'runscript -CloudFile="reset-proxy"');
    await stage.card('runscript -CloudFile="reset-proxy"', "netsh winhttp");
    expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual([
      'runscript -CloudFile="collect-autoruns" -Timeout=60',
    ]);
  });

  it("is chosen on Discord too", async () => {
    const stage = await setDiscordStage();
    const { discord } = stage;
    await discord.command(ANA, SOC, "rtr", { host: "WIN-01" });
    const root = await until("the session's card", () =>
      discord.channel(SOC).messages.find((one) => discordText(one).includes("RTR on")),
    );
    await until("it is open", () =>
      discord.thread(root.id)?.messages.some((one) => discordText(one).includes("The session is open")),
    );
    await discord.command(ANA, root.id, "run", { line: "put" });
    const picker = await stage.told(ANA, "Which put-file?", "triage.exe");
    await discord.press(ANA, picker, "triage.exe");
    await stage.card('put "triage.exe"', "WIN-01");
  });
});
