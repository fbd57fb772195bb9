/** The product as those who run it see it: start, stop, health, metrics, settings, exit codes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { createHome, freePort, until, type Home } from "./bot.ts";
import { openStage, setStage, type OpenStage } from "./stage.ts";

const ROOT = join(import.meta.dirname, "../..");
const STOP_WITHIN_MS = 10_000;

async function homeWith(yaml?: string, env: Readonly<Record<string, string>> = {}): Promise<Home> {
  const home = await createHome({ ...(yaml === undefined ? {} : { settings: yaml }), env });
  onTestFinished(home.remove);
  return home;
}

describe("a running bot", () => {
  let stage: OpenStage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  const get = (path: string) => fetch(`${stage.bot.url}${path}`);

  it("is healthy and ready, and says what it looked at", async () => {
    expect(await (await get("/healthz")).text()).toBe("ok");
    const ready = await get("/readyz");
    expect(ready.status).toBe(200);
    const { checks } = (await ready.json()) as { checks: readonly string[] };
    expect(checks.toSorted()).toEqual(["falcon", "mcp", "slack", "store", "web"]);
  });

  it("has metrics in Prometheus' text, each with help and type", async () => {
    await stage.slack.slash("U0EVE", "C0SOC", "host WIN-01");
    await until("an answer", () =>
      stage.slack.channel("C0SOC").messages.some((one) => textOf(one).includes("WIN-01")),
    );
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).toContain("text/plain");
    const lines = (await answer.text()).trimEnd().split("\n");
    const named = (kind: string) =>
      new Set(lines.filter((line) => line.startsWith(`# ${kind} `)).map((line) => line.split(" ")[2]));
    expect(named("HELP")).toEqual(named("TYPE"));
    const samples = lines.filter((line) => line !== "" && !line.startsWith("#"));
    for (const sample of samples) {
      expect(sample).toMatch(/^[a-z_:][\w:]*(?:\{[^}]*\})? (?:[-+]?[\d.]+(?:e[-+]?\d+)?|NaN|[-+]Inf)$/i);
      const family = /^[\w:]+/.exec(sample)?.[0].replace(/_(?:bucket|sum|count|total)$/, "") ?? "";
      expect([...named("TYPE")].some((name) => name?.startsWith(family))).toBe(true);
    }
    expect(samples.join("\n")).toMatch(/command="host"/);
    expect(samples.join("\n")).not.toMatch(/WIN-01|U0EVE/);
  });

  it("logs one JSON object a line", () => {
    const lines = stage.bot
      .output()
      .trimEnd()
      .split("\n")
      .filter((line) => !line.startsWith("Falconer is ready"));
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty("msg");
  });

  it("is healthy and not ready with a secret that Falcon refuses, and says so in the log", async () => {
    await stage.bot.kill();
    stage.bot = stage.home.launch({ FALCON_CLIENT_SECRET: "not-the-secret" });
    await until("health", async () => (await get("/healthz").catch(() => undefined))?.ok);
    const answer = await get("/readyz");
    expect(answer.status).toBe(503);
    const { missing } = (await answer.json()) as { missing: readonly { name: string }[] };
    expect(missing.map(({ name }) => name)).toContain("falcon");
    await until("a line in the log", () => stage.bot.output().includes("falcon does not let us in"));
    expect(stage.bot.output()).not.toContain("not-the-secret");
  });
});

describe("SIGTERM", () => {
  it("ends it with 0 within ten seconds, though a turn hangs", async () => {
    const stage = await setStage();
    stage.falcon.addFault({ path: "/devices/", fault: "hang", count: -1 });
    const asked = await stage.slack.slash("U0EVE", "C0SOC", "host WIN-01");
    expect(asked.acked).toBe(true);
    await until("a call hangs", () => stage.falcon.state.callsTo("/devices/").length > 0);
    const startedAt = Date.now();
    expect(await stage.bot.stop()).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(STOP_WITHIN_MS);
    stage.falcon.clearFaults();
    stage.bot = await stage.home.start();
    await until("the next process answers what was left", () =>
      stage.slack.channel("C0SOC").messages.some((one) => textOf(one).includes("WIN-01")),
    );
  });

  it("ends it with 0 when nothing is going on, and SIGINT does the same", async () => {
    const home = await homeWith();
    const bot = await home.start();
    expect(await bot.stop()).toBe(0);
    const again = await home.start();
    again.child.kill("SIGINT");
    expect(await once(again.child, "exit")).toEqual([0, null]);
  });
});

describe("settings that are wrong", () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ["a role that is none", 'people: [{ name: "A", slack: U1, roles: [boss] }]', "people[0].roles"],
    [
      "an approval count that is none",
      "policy: { rules: [{ action: [contain], approvals: many }] }",
      "policy.rules[0].approvals",
    ],
    ["an unknown section", "peopel: []", "peopel"],
    [
      "a duration that is none",
      "policy: { rules: [{ action: [contain], approvals: 1, expires: soon }] }",
      "policy.rules[0].expires",
    ],
    ["YAML that is none", "people: [", "falconer.yaml"],
  ];
  it.each(wrong)("%s: exit code 2, the place and no stack trace", async (_, yaml, place) => {
    const home = await homeWith(yaml);
    const ended = await home.run([]);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain(place);
    expect(ended.err).not.toMatch(/^\s+at |node:internal/m);
    expect(ended.out).toBe("");
  });

  it("in several places are told together, those of the environment too, secrets never", async () => {
    const home = await homeWith("people: [{ name: A, roles: [boss] }]\nnonsense: 1\n");
    const ended = await home.run(["check"], {
      FALCON_CLIENT_ID: "only-the-id",
      SLACK_APP_TOKEN: "xapp-very-secret",
      FALCONER_LISTEN: "not an address",
    });
    expect(ended.code).toBe(2);
    for (const place of [
      "people[0].roles",
      "nonsense",
      "FALCON_CLIENT_SECRET",
      "SLACK_BOT_TOKEN",
      "FALCONER_LISTEN",
    ]) {
      expect(ended.err).toContain(place);
    }
    expect(ended.err).not.toContain("xapp-very-secret");
  });

  it("a settings file that is not there is named", async () => {
    const home = await homeWith();
    const ended = await home.run(["--config", "/not/there.yaml"]);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain("/not/there.yaml");
  });
});

describe("settings that are right", () => {
  it("the example starts with Slack alone, though it also names another surface", async () => {
    const example = await readFile(join(ROOT, "falconer.example.yaml"), "utf8");
    const whole = example.replaceAll(/^# (approvals:|feeds:|  - \{ channel)/gm, "$1");
    expect(whole).toMatch(/^ {2}- \{ channel: "discord:/m);
    const stage = await setStage({ settings: whole });
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    await stage.card("WIN-01");
    expect(stage.bot.output()).toMatch(/feeds\[1\]\.channel/);
    expect((await stage.home.shell("check")).code).toBe(0);
  });
});

describe("beyond this machine", () => {
  it("the console is off and says why, health and metrics answer", async () => {
    const port = await freePort();
    const home = await homeWith();
    const child = spawn(process.execPath, [join(ROOT, "bin/falconer.js")], {
      env: { ...home.env, FALCONER_LISTEN: `0.0.0.0:${port}` },
      stdio: "ignore",
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const url = `http://127.0.0.1:${port}`;
    await until("health", async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok);
    const page = await fetch(url);
    expect(page.status).toBe(403);
    expect(await page.text()).toContain("FALCONER_LISTEN");
    for (const path of ["/api/session", "/api/events", "/api/turns"]) {
      expect([404, 403]).toContain((await fetch(url + path, { method: "POST" })).status);
    }
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
  });

  it("a port that is taken is a plain sentence with the setting's name, and exit code 1", async () => {
    const home = await homeWith();
    const bot = await home.start();
    const other = await homeWith();
    const ended = await other.run([], { FALCONER_LISTEN: new URL(bot.url).host });
    expect(ended.code).toBe(1);
    expect(ended.err).toContain("FALCONER_LISTEN");
    expect(ended.err).not.toMatch(/^\s+at /m);
    await bot.kill();
  });
});

describe("the launcher of an older Node", () => {
  it("does not leave Falconer behind when it is killed", async () => {
    const home = await homeWith();
    const port = await freePort();
    const aged = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.0.0" } })`;
    const launcher = spawn(
      process.execPath,
      ["--import", `data:text/javascript,${encodeURIComponent(aged)}`, join(ROOT, "bin/falconer.js")],
      { env: { ...home.env, FALCONER_LISTEN: `127.0.0.1:${port}` }, stdio: "ignore" },
    );
    const isAlive = async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok;
    await until("health", isAlive);
    launcher.kill("SIGKILL");
    await until("its end", async () => (await isAlive()) !== true);
  });
});

describe("simulate", () => {
  it("prints address, id and secret; they sign in; SIGTERM ends it with 0", async () => {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      [join(ROOT, "bin/falconer.js"), "simulate", "--port", String(port)],
      {
        env: { PATH: process.env["PATH"] ?? "" },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    onTestFinished(() => void child.kill("SIGKILL"));
    let out = "";
    child.stdout.on("data", (part: Buffer) => (out += part.toString()));
    await until("three lines", () => out.split("\n").length === 4);
    const value = (name: string): string => new RegExp(`^${name}: (\\S+)$`, "m").exec(out)?.[1] ?? "";
    expect(value("address")).toBe(`http://127.0.0.1:${port}`);
    const answer = await fetch(`${value("address")}/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: value("client id"), client_secret: value("client secret") }),
    });
    expect(answer.status).toBe(201);
    const startedAt = Date.now();
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(Date.now() - startedAt).toBeLessThan(STOP_WITHIN_MS);
  });
});
