/** Every command in a shell, for people and for programs, beside a running bot. */
import { readFile, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { createHome, until } from "./bot.ts";
import { settings } from "./settings.ts";
import { idOf, openStage, type OpenStage } from "./stage.ts";

const LOGIN = userInfo().username;
/** Whoever runs the tests is Ana, with every role. */
const ALL_ROLES = settings()
  .replace("shell: ana", `shell: ${LOGIN}`)
  .replace("roles: [viewer, responder] }", "roles: [viewer, responder, approver, admin] }");

let stage: OpenStage;
let alert = "";
beforeAll(async () => {
  stage = await openStage({ settings: ALL_ROLES });
  alert = stage.falcon.addAlert({ host: "WIN-01", display_name: "OddName" }).composite_id;
});
afterAll(() => stage.close());

const shell = (...args: readonly string[]) => stage.home.shell(...args);

/** The request that a line in the shell makes. */
async function requested(host: string): Promise<string> {
  const { out } = await shell("isolate", host, "from", "a", "shell", "--json");
  return (JSON.parse(out) as { request: string }).request;
}

describe("a command in a shell", () => {
  const answered: readonly (readonly [string, () => readonly string[], string])[] = [
    ["help", () => ["help"], "isolate"],
    ["help of one", () => ["help", "isolate"], "--for"],
    ["status", () => ["status"], "us-1"],
    ["host", () => ["host", "win-01"], "WIN-01"],
    ["hosts", () => ["hosts", "WIN", "--limit", "3"], "WIN-0"],
    ["detections", () => ["detections", "--days", "7"], "OddName"],
    ["its other name", () => ["alerts", "WIN-01"], "OddName"],
    ["alert", () => ["alert", alert], alert],
    ["iocs", () => ["iocs", "evil[.]example"], "No indicators"],
    ["vulns", () => ["vulns", "win-01", "--severity", "high"], "No vulnerabilities"],
    ["incidents", () => ["cases", "--status", "open"], "No cases"],
    ["discover", () => ["discover", "printer", "--days", "3"], "No assets"],
    ["sessions", () => ["sessions", "--status", "active"], "No sessions"],
    ["approvals", () => ["approvals", "recent"], ""],
    ["audit", () => ["audit", "--days", "1"], ""],
  ];
  it.each(answered)("%s: text for people, one JSON document for programs", async (_, args, word) => {
    const [plain, json] = await Promise.all([shell(...args()), shell(...args(), "--json")]);
    expect(plain).toMatchObject({ code: 0, err: "" });
    expect(plain.out).toContain(word);
    // oxlint-disable-next-line no-control-regex
    expect(plain.out, "no colour into a pipe").not.toMatch(/\u001b/);
    expect(json).toMatchObject({ code: 0, err: "" });
    expect(typeof JSON.parse(json.out)).toBe("object");
  });

  it("host gives programs the record itself", async () => {
    const { out } = await shell("host", "WIN-02", "--json");
    expect(JSON.parse(out)).toMatchObject({ host: { id: idOf(stage.falcon, "WIN-02"), hostname: "WIN-02" } });
  });

  it("report leaves its page where --out says, once, and the answer on the screen", async () => {
    const page = join(stage.home.folder, "monday.html");
    const { code, out, err } = await shell("report", "WIN-01", "--out", page);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(page);
    expect(out).not.toContain("## Situation");
    expect(await readFile(page, "utf8")).toMatch(/^<!doctype html>/i);
    const again = await shell("report", "WIN-01", `--out=${page}`);
    expect(again.code).toBe(1);
    expect(again.out).toContain("Report");
    expect(again.err).toContain("is there already");
  });

  const refused: readonly (readonly [string, readonly string[], string])[] = [
    ["that nobody knows", ["isolat"], "isolate"],
    ["about a host that is not there", ["host", "WIN-99"], "WIN-99"],
    ["about one of several hosts", ["isolate", "TWIN-01", "odd"], "TWIN-01"],
    ["about an alert that is not there", ["alert", "no:such:alert"], "no:such:alert"],
    ["with a wrong option", ["hosts", "--limit", "many"], "Limit"],
    ["about a request that is not there", ["approve", "0000000000aa"], "0000000000aa"],
  ];
  it.each(refused)("%s exits with 1 and says why", async (_, args, word) => {
    const { code, out, err } = await shell(...args);
    expect(code).toBe(1);
    expect(out).toContain(word);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it("that fails or asks back says so as data, too", async () => {
    const [failed, asked] = await Promise.all([
      shell("host", "WIN-99", "--json"),
      shell("isolate", "TWIN-01", "odd", "--json"),
    ]);
    expect([failed.code, asked.code]).toEqual([1, 1]);
    expect(JSON.parse(failed.out)).toMatchObject({ error: { code: "not-found" } });
    expect(JSON.parse(asked.out)).toMatchObject({ choice: { field: "hosts" } });
  });
});

describe("a change in a shell", () => {
  it("is asked for in Slack at once, decided there, and carried out by the bot", async () => {
    const { code, out } = await shell("isolate", "WIN-03", "seen", "beaconing", "--for", "4h");
    expect(code).toBe(0);
    expect(out).toContain("WIN-03");
    const card = await stage.card("WIN-03", "seen beaconing", "4h");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    const released = await shell("release", "WIN-03", "cleaned");
    expect(released.code).toBe(0);
    await stage.card("Release", "WIN-03");
  });

  it("cannot be approved nor denied by the one who asked, but withdrawn", async () => {
    const request = await requested("WIN-04");
    for (const word of ["approve", "deny"]) {
      const refusal = await shell(word, request);
      expect([word, refusal.code]).toEqual([word, 1]);
      expect(refusal.out).toContain("yourself");
    }
    expect((await shell("withdraw", request, "a mistake")).code).toBe(0);
    await until("withdrawn", () => stage.cards("WIN-04", "withdrawn").length === 1);
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-04"))).toBe(0);
  });

  it("of somebody else is denied in the shell, and the card says by whom", async () => {
    await stage.slack.slash("U0LEE", "C0SOC", "isolate WIN-05 odd logons");
    const card = await stage.card("WIN-05");
    const request = /\*Request\*\s+`([0-9a-z]+)`/.exec(textOf(card))?.[1] ?? "";
    expect((await shell("deny", request, "known", "admin", "work")).code).toBe(0);
    await until("denied", () => /Denied by.*Ana Diaz/.test(textOf(card)));
  });

  it("stops while frozen, and goes on afterwards", async () => {
    expect((await shell("freeze", "something", "is", "off")).code).toBe(0);
    expect((await shell("status")).out).toContain("frozen");
    expect((await shell("unfreeze", "all clear")).code).toBe(0);
    expect((await shell("status")).out).not.toMatch(/frozen by/i);
  });

  it("by a login that nobody listed is refused: it may look only", async () => {
    const file = join(stage.home.folder, "other.yaml");
    await writeFile(file, settings());
    const asked = await shell("--config", file, "isolate", "WIN-06", "because");
    expect(asked.code).toBe(1);
    expect(asked.out).toContain("responder");
    expect((await shell("--config", file, "host", "WIN-06")).code).toBe(0);
  });
});

describe("check", () => {
  it("has one line each and exits with 0 when all is well", async () => {
    const { code, out, err } = await shell("check");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const name of ["settings", "store", "falcon", "scope Hosts: Read", "slack"]) {
      expect(out).toMatch(new RegExp(`^ok +${name}`, "m"));
    }
    expect(out).not.toContain(stage.falcon.clientSecret);
  });

  it("names each missing scope and exits with 1", async () => {
    const few = { id: "f".repeat(32), secret: "few-scopes-only", scopes: ["devices:read"] };
    stage.falcon.addClient(few);
    const { code, out } = await stage.home.run(["check"], {
      FALCON_CLIENT_ID: few.id,
      FALCON_CLIENT_SECRET: few.secret,
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^ok +scope Hosts: Read/m);
    expect(out).toMatch(/^MISSING +scope Hosts: Write/m);
    expect(out).toMatch(/^MISSING +scope Alerts: Read/m);
  });

  it("says which sign-in fails, and that it does not know the rest", async () => {
    const { code, out } = await stage.home.run(["check"], {
      FALCON_CLIENT_SECRET: "wrong-secret",
      SLACK_BOT_TOKEN: "xoxb-wrong",
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^FAILED +falcon/m);
    expect(out).toMatch(/^MISSING +slack .*SLACK_BOT_TOKEN/m);
    expect(out).not.toMatch(/wrong-secret|xoxb-wrong/);
  });
});

describe("housekeeping", () => {
  it("audit export prints a line of JSON for each entry, in order", async () => {
    const { code, out, err } = await shell("audit", "export");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { seq: number });
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
    expect(lines.length).toBeGreaterThan(5);
  });

  it("backup copies the store while the bot runs, and the copy opens as a store", async () => {
    const request = await requested("vault-01");
    const copy = await createHome({});
    onTestFinished(copy.remove);
    const file = join(copy.folder, "falconer.db");
    expect(await shell("backup", file)).toMatchObject({ code: 0, err: "" });
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
    db.close();
    const opened = await copy.run(["approvals", "recent"], { FALCONER_DATA_DIR: copy.folder });
    expect(opened.code).toBe(0);
    expect(opened.out).toContain(request);
  });

  it.each([
    ["backup", ["backup"]],
    ["a place that cannot be", ["backup", "/dev/null/copy.db"]],
    ["a port that is none", ["simulate", "--port", "99999"]],
    ["a scenario that is none", ["simulate", "--scenario", "party"]],
    ["--config without a file", ["--config"]],
  ])("%s: a plain sentence and a code that is not 0", async (_, args) => {
    const { code, out, err } = await shell(...args);
    expect(code).not.toBe(0);
    expect(out).toBe("");
    expect(err).toMatch(/\w+/);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it("leaves the bot's port alone", async () => {
    expect(await (await fetch(`${stage.bot.url}/healthz`)).text()).toBe("ok");
    const printed = await readFile(join(stage.home.folder, "falconer.yaml"), "utf8");
    expect(printed).toBe(ALL_ROLES);
  });
});
