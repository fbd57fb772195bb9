/** A Falcon in trouble, seen by the people who ask: bounded waits, plain words, and no storm of calls. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FaultEffect } from "../../src/simulator/faults.ts";
import { textOf } from "../emulators/slack/index.ts";
import { residentMb, until } from "./bot.ts";
import { idOf, openStage, type OpenStage } from "./stage.ts";

const DEVICES = "/devices/";
const TOKEN = "/oauth2/token";
const ACTIONS = "/devices/entities/devices-actions/v2";
const MB = 1024 * 1024;
const MOST_TRIES = 8;

let stage: OpenStage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.falcon.clearFaults());
afterAll(() => stage.close());

/** The answer to a look-up: the host's card in the channel, or an explanation in private. */
async function lookUp(host: string, withinMs = 15_000): Promise<string> {
  const { slack, falcon } = stage;
  const id = idOf(falcon, host);
  const cards = () =>
    slack
      .channel("C0SOC")
      .messages.map(textOf)
      .filter((said) => said.includes(id));
  // A slow answer is announced before it comes.
  const told = () => stage.whispers("U0EVE").filter((said) => !said.startsWith("Looking into it"));
  const [cardsBefore, toldBefore] = [cards().length, told().length];
  await slack.slash("U0EVE", "C0SOC", `host ${host}`);
  return until(`an answer about ${host}`, () => cards()[cardsBefore] ?? told()[toldBefore], withinMs);
}

const always = (fault: FaultEffect): void => stage.falcon.addFault({ path: DEVICES, fault, count: -1 });
const answered = (host: string) => expect.stringContaining(idOf(stage.falcon, host));

describe("a rate limit", () => {
  it.each<readonly [string, FaultEffect]>([
    ["whose time is in the past", { retryAfterEpochS: 1_000_000 }],
    ["without a time", { status: 429 }],
    ["of half a second", { retryAfterMs: 500 }],
  ])("%s delays the answer and does not lose it", async (_, fault) => {
    stage.falcon.addFault({ path: DEVICES, fault });
    expect(await lookUp("WIN-01")).toEqual(answered("WIN-01"));
  });

  it("an hour ahead is told within 15 seconds, with when to come back", async () => {
    const tokens = stage.falcon.state.tokensIssued;
    always({ retryAfterMs: 3_600_000 });
    expect(await lookUp("WIN-02", 15_000)).toMatch(/rate|limit/i);
    expect(stage.falcon.state.tokensIssued).toBe(tokens);
    // Whoever was asked to wait is not asked again at once.
    expect(stage.falcon.state.calls.filter((call) => call.status === 429).length).toBeLessThan(10);
  });
});

describe("broken answers", () => {
  beforeAll(async () => {
    // The pause that the last limit asked for belongs to the process; this one starts afresh.
    await stage.restart();
  });

  it.each<FaultEffect & string>(["reset-before", "reset-after", "truncate", "html", "nulls"])(
    "%s once is not noticed",
    async (fault) => {
      stage.falcon.addFault({ path: DEVICES, fault });
      expect(await lookUp("WIN-03")).toEqual(answered("WIN-03"));
    },
  );

  it("a 500 on every third call is not noticed by six people", async () => {
    for (let skip = 2; skip < 90; skip += 2) {
      stage.falcon.addFault({ path: DEVICES, skip, fault: { status: 500 } });
    }
    for (const host of ["WIN-01", "WIN-02", "WIN-03", "WIN-04", "WIN-05", "WIN-06"]) {
      expect(await lookUp(host)).toEqual(answered(host));
    }
  });

  it.each<readonly [string, FaultEffect]>([
    ["a 500 for good", { status: 500 }],
    ["half of every body", "truncate"],
    ["a proxy's page for good", "html"],
  ])("%s is told after a few tries", async (name, fault) => {
    const { hostname } = stage.falcon.addHost({ hostname: `TROUBLE-${name.length}` });
    stage.falcon.clearCalls();
    always(fault);
    expect(await lookUp(hostname, 32_000)).toContain("Reference");
    const paths = Map.groupBy(stage.falcon.state.callsTo(DEVICES), ({ path }) => path);
    for (const calls of paths.values()) expect(calls.length).toBeLessThanOrEqual(MOST_TRIES);
  });

  it("a body of 120 MB is refused without taking it in", async () => {
    const before = await residentMb(stage.bot);
    let most = before;
    const watch = setInterval(() => void residentMb(stage.bot).then((mb) => (most = Math.max(most, mb))), 20);
    always({ hugeBytes: 120 * MB });
    expect(await lookUp("vault-01", 32_000)).toMatch(/large|Reference/);
    clearInterval(watch);
    expect(most - before).toBeLessThan(250);
  });
});

describe("sign-in", () => {
  beforeAll(() => stage.restart());

  it("fifty look-ups at once cost one token", async () => {
    await stage.restart();
    const before = stage.falcon.state.tokensIssued;
    const hosts = Array.from({ length: 50 }, (_, index) => `FIFTY-${index}`);
    const ids = hosts.map((hostname) => stage.falcon.addHost({ hostname }).device_id);
    await Promise.all(hosts.map((host) => stage.slack.slash("U0EVE", "C0SOC", `host ${host}`)));
    await until(
      "fifty answers",
      () => {
        const said = stage.slack.channel("C0SOC").messages.map(textOf).join("\n");
        return ids.filter((id) => said.includes(id)).length === 50;
      },
      30_000,
    );
    // The start itself signs in; nobody after it does.
    expect(stage.falcon.state.tokensIssued - before).toBeLessThanOrEqual(1);
  });

  it("one 401 costs one more token", async () => {
    await stage.restart();
    await until("the start has signed in", () => stage.falcon.state.tokensIssued > 0);
    const before = stage.falcon.state.tokensIssued;
    stage.falcon.addFault({ path: DEVICES, fault: { status: 401 } });
    expect(await lookUp("WIN-01")).toEqual(answered("WIN-01"));
    expect(stage.falcon.state.tokensIssued).toBe(before + 1);
  });

  it("revoked tokens are replaced and the person is answered", async () => {
    const before = stage.falcon.state.tokensIssued;
    stage.falcon.revokeTokens();
    expect(await lookUp("WIN-02")).toEqual(answered("WIN-02"));
    expect(stage.falcon.state.tokensIssued).toBe(before + 1);
  });
});

describe("a scope that is missing", () => {
  it("for alerts is named, and hosts can still be looked up", async () => {
    stage.falcon.addFault({ path: "/alerts/", fault: denied, count: -1 });
    await stage.slack.slash("U0EVE", "C0SOC", "detections");
    await stage.told("U0EVE", "Alerts: Read");
    expect(await lookUp("WIN-03")).toEqual(answered("WIN-03"));
  });

  it("for isolating is named on the card, and looking still works", async () => {
    stage.falcon.addFault({ method: "POST", path: ACTIONS, fault: denied, count: -1 });
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-06 beaconing");
    const card = await stage.card("WIN-06");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("the scope is named", () => /Hosts: Write|devices:write/.test(textOf(card)));
    expect(await lookUp("WIN-04")).toEqual(answered("WIN-04"));
  });
});

describe("a secret that was changed", () => {
  it("is told in words, without a storm at the token service", async () => {
    stage.falcon.rotateSecret();
    stage.falcon.revokeTokens();
    stage.falcon.clearCalls();
    expect(await lookUp("WIN-05")).toMatch(/FALCON_CLIENT_SECRET|credentials|API client/);
    await lookUp("WIN-06");
    expect(stage.falcon.state.callsTo(TOKEN).length).toBeLessThanOrEqual(3);
    expect((await fetch(`${stage.bot.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${stage.bot.url}/readyz`)).status).toBe(503);
  });
});

const denied: FaultEffect = {
  status: 403,
  body: { meta: {}, resources: [], errors: [{ code: 403, message: "access denied, authorization failed" }] },
};
