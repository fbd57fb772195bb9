/** Storage that is full, closed or tampered with, and faults of our own: nothing is decided on a lie. */
import { execFileSync } from "node:child_process";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { createHome, until, type Ended, type Home } from "./bot.ts";
import { idOf, openStage, type OpenStage } from "./stage.ts";

let stage: OpenStage;
beforeAll(async () => {
  stage = await openStage({ env: { LOG_LEVEL: "debug" } });
});
afterAll(() => stage.close());

const storeIn = (home: Home): string => join(home.folder, "data", "falconer.db");

describe("a fault of our own inside a command", () => {
  it("is a private answer with a reference that stands in the log, and the process lives", async () => {
    const db = new DatabaseSync(storeIn(stage.home), { timeout: 5_000 });
    db.exec("alter table audit_about rename to somewhere_else");
    const { acked } = await stage.slack.slash("U0EVE", "C0SOC", "audit WIN-01");
    expect(acked).toBe(true);
    const told = await stage.told("U0EVE", "Reference", "went wrong");
    db.exec("alter table somewhere_else rename to audit_about");
    db.close();
    const reference = /Reference:\s*`?([0-9a-z]+)`?/.exec(told)?.[1] ?? "none";
    expect(stage.bot.output()).toContain(reference);
    expect(told).not.toMatch(/audit_about|sqlite| at /i);
    await stage.slack.slash("U0EVE", "C0SOC", "host WIN-01");
    await until("the next answer", () =>
      stage.slack.channel("C0SOC").messages.some((one) => textOf(one).includes(idOf(stage.falcon, "WIN-01"))),
    );
  });
});

describe("logs at debug with real tokens", () => {
  it("hold no secret, in whatever form", async () => {
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-02 beaconing");
    const card = await stage.card("WIN-02");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    stage.falcon.addFault({ path: "/devices/", fault: { status: 401 } });
    stage.falcon.addFault({ path: "/devices/", fault: { status: 500 } });
    await stage.slack.slash("U0EVE", "C0SOC", `host ${stage.slack.botToken}`);
    await stage.told("U0EVE", "no host");
    const printed = stage.bot.output();
    expect(printed).toContain('"level":"debug"');
    const { botToken, appToken, signingSecret } = stage.slack;
    const { clientId, clientSecret } = stage.falcon;
    const pair = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
    for (const secret of [botToken, appToken, signingSecret, clientSecret]) {
      for (const form of [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)]) {
        expect(printed).not.toContain(form);
      }
    }
    expect(printed).not.toContain(pair);
    expect(printed).not.toMatch(/bearer [\w-]{20}|access_token"?:\s*"?\w/i);
    expect(printed).not.toMatch(/ticket=\w{6}/);
  });
});

describe("the audit", () => {
  it("is intact, and stays so in a copy that was made while the bot runs", async () => {
    const verified = await stage.home.shell("audit", "verify");
    expect(verified).toMatchObject({ code: 0, err: "" });
    expect(verified.out).toMatch(/^intact: \d+ lines, head [0-9a-f]{64}\n$/);
    expect(await verifyCopy(() => undefined)).toMatchObject({ code: 0, out: verified.out });
  });

  const tamperings: readonly (readonly [string, string, string])[] = [
    [
      "a line that was altered",
      `update audit set body = replace(body, 'U0LEE', 'U0KIM') where seq = 2`,
      "line 2",
    ],
    ["a line that was removed", "delete from audit where seq = 2", "line 2"],
    ["a time that was altered", "update audit set at = at - 1 where seq = 3", "line 3"],
    ["a last line that was cut off", "delete from audit where seq = (select max(seq) from audit)", "line"],
    ["a body that is no JSON any more", "update audit set body = 'gone' where seq = 2", "line 2"],
    ["a body that is another kind of JSON", "update audit set body = '[]' where seq = 2", "line 2"],
  ];
  it.each(tamperings)("%s is named, with exit code 1", async (_, sql, where) => {
    const verified = await verifyCopy((db) => db.exec(sql));
    expect(verified.out).toMatch(new RegExp(`^broken at ${where}`));
    expect(verified).toMatchObject({ code: 1, err: "" });
  });
});

let made: Promise<string> | undefined;
/** One copy for all, made while the bot runs. */
const backup = (): Promise<string> =>
  (made ??= (async () => {
    const file = join(stage.home.folder, "copy.db");
    expect(await stage.home.shell("backup", file)).toMatchObject({ code: 0, err: "" });
    return file;
  })());

/** Verifies a copy of the running store after something was done to it. */
async function verifyCopy(change: (db: DatabaseSync) => void): Promise<Ended> {
  const copy = await createHome({});
  onTestFinished(copy.remove);
  await mkdir(join(copy.folder, "data"), { recursive: true });
  await cp(await backup(), storeIn(copy));
  const db = new DatabaseSync(storeIn(copy));
  change(db);
  db.close();
  return copy.shell("audit", "verify");
}

/** Only root may make a small disk; elsewhere the store's own tests stand for this. */
const canMount = process.platform === "linux" && process.getuid?.() === 0 && mayMount();

describe.skipIf(!canMount)("a disk", () => {
  it("that is full decides nothing, says so, and works again once there is space", async () => {
    await stage.bot.stop();
    const data = join(stage.home.folder, "small");
    await mountSmall(data);
    stage.bot = await stage.home.start({ FALCONER_DATA_DIR: data });
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-03 beaconing");
    const card = await stage.card("WIN-03");
    const before = stage.whispers("U0LEE").length;
    await writeFile(join(data, "filler"), Buffer.alloc(64 * 1024 * 1024)).catch(() => undefined);
    await stage.slack.click("U0LEE", card, "Approve");
    await until("a private word", () =>
      stage
        .whispers("U0LEE")
        .slice(before)
        .find((said) => /could not|store|not recorded/i.test(said)),
    );
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-03"))).toBe(0);
    expect((await fetch(`${stage.bot.url}/healthz`)).status).toBe(200);
    await rm(join(data, "filler"));
    await stage.slack.click("U0LEE", card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-03"))).toBe(1);
    expect(await stage.bot.stop()).toBe(0);
    stage.bot = await stage.home.start();
  });

  it("that is read-only stops the start with a plain sentence", async () => {
    const home = await createHome({});
    onTestFinished(home.remove);
    const data = join(home.folder, "data");
    await mountSmall(data);
    execFileSync("mount", ["-o", "remount,ro", data]);
    for (const args of [[], ["check"], ["status"]]) {
      const ended = await home.run(args);
      expect([args, ended.code]).toEqual([args, 1]);
      expect(ended.out + ended.err).toMatch(/store|read-only/i);
      expect(ended.err).not.toMatch(/^\s+at /m);
    }
  });
});

async function mountSmall(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
}

function mayMount(): boolean {
  try {
    execFileSync("unshare", ["-m", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
