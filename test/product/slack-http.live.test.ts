/** Slack over HTTP on the product's own listener: who may speak, and what a forged request costs. */
import { gzipSync } from "node:zlib";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { post, sign, type SignedRequest } from "../emulators/slack/signing.ts";
import { residentMb, until } from "./bot.ts";
import { idOf, openStage, type OpenStage } from "./stage.ts";

const HOUR_S = 3_600;
const MB = 1024 * 1024;

let stage: OpenStage;
beforeAll(async () => {
  stage = await openStage({ http: true });
});
afterAll(() => stage.close());

const url = (): string => `${stage.bot.url}/slack/events`;
const nowS = (): number => Math.floor(Date.now() / 1_000);

/** A command as Slack signs it; the reason makes its request recognisable. */
function asking(host: string, reason: string, atSeconds = nowS()): SignedRequest {
  const body = new URLSearchParams({
    command: "/falcon",
    text: `isolate ${host} ${reason}`,
    user_id: "U0ANA",
    user_name: "ana",
    team_id: "T0HOME",
    channel_id: "C0SOC",
    channel_name: "soc",
    trigger_id: `${reason}.1`,
    response_url: `${stage.slack.url.replace("/api/", "")}/respond/none`,
  }).toString();
  return sign(stage.slack.signingSecret, body, { atSeconds, type: "application/x-www-form-urlencoded" });
}

const withHeaders = (signed: SignedRequest, headers: SignedRequest["headers"]): SignedRequest => ({
  body: signed.body,
  headers: { ...signed.headers, ...headers },
});

describe("Slack over HTTP", () => {
  it("asks, approves and follows an isolation like over a socket", async () => {
    const asked = await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    expect(asked.acked).toBe(true);
    const card = await stage.card("WIN-01");
    expect((await stage.slack.click("U0LEE", card, "Approve")).acked).toBe(true);
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-01"))).toBe(1);
  });

  it("takes one signed request once: the exact same one again is refused", async () => {
    const signed = asking("WIN-02", "once");
    expect((await post(url(), signed)).status).toBe(200);
    expect((await post(url(), signed)).status).toBe(401);
    await stage.card("WIN-02", "once");
    expect(stage.cards("once")).toHaveLength(1);
  });

  const refused: readonly (readonly [string, () => SignedRequest])[] = [
    ["from an hour ahead", () => asking("WIN-03", "refused", nowS() + HOUR_S)],
    ["from an hour ago", () => asking("WIN-03", "refused", nowS() - HOUR_S)],
    [
      "whose body was changed",
      () => {
        const signed = asking("WIN-03", "refused");
        return { ...signed, body: signed.body.replace("U0ANA", "U0LEE") };
      },
    ],
    [
      "with two signatures, one of them right",
      () => {
        const signed = asking("WIN-03", "refused");
        const right = String(signed.headers["x-slack-signature"]);
        return withHeaders(signed, { "x-slack-signature": [`v0=${"0".repeat(64)}`, right] });
      },
    ],
    [
      "with two stamps, one of them right",
      () => {
        const signed = asking("WIN-03", "refused");
        const right = String(signed.headers["x-slack-request-timestamp"]);
        return withHeaders(signed, { "x-slack-request-timestamp": [right, String(nowS() + 1)] });
      },
    ],
    ["without a signature", () => withHeaders(asking("WIN-03", "refused"), { "x-slack-signature": "" })],
    [
      "signed by somebody else",
      () => {
        const { body } = asking("WIN-03", "refused");
        return sign("0".repeat(32), body, { type: "application/x-www-form-urlencoded" });
      },
    ],
  ];
  it.each(refused)("refuses a request %s", async (_, signed) => {
    expect((await post(url(), signed())).status).toBe(401);
  });

  it("refuses a body that was packed after it was signed", async () => {
    const { body, headers } = asking("WIN-03", "refused");
    const answer = await fetch(url(), {
      method: "POST",
      headers: { ...(headers as Record<string, string>), "content-encoding": "gzip" },
      body: gzipSync(body),
    });
    expect([401, 415]).toContain(answer.status);
  });

  it("refuses 50 MB, announced or in pieces, without taking them in", async () => {
    const before = await residentMb(stage.bot);
    const body = `text=${"x".repeat(50 * MB)}`;
    const big = sign(stage.slack.signingSecret, body, { type: "application/x-www-form-urlencoded" });
    const announced = await flood(big, { "content-length": String(body.length) });
    const pieces = await flood(big, { "transfer-encoding": "chunked" });
    expect([announced, pieces]).toEqual(["refused", "refused"]);
    expect((await residentMb(stage.bot)) - before).toBeLessThan(100);
  });

  it("after all of these nothing was asked for, and it still answers", async () => {
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-04 afterwards");
    await stage.card("WIN-04", "afterwards");
    expect(stage.cards("WIN-03")).toEqual([]);
    expect((await fetch(`${stage.bot.url}/healthz`)).status).toBe(200);
  });

  it("does not serve Slack's path on other methods", async () => {
    expect((await fetch(url())).status).toBe(405);
  });
});

/** A listener may answer 413 or hang up on who goes on sending; both are refusals. */
function flood({ headers, body }: SignedRequest, more: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request(url(), { method: "POST", headers: { ...headers, ...more } }, (response) => {
      resolve(response.statusCode === 413 ? "refused" : `status ${response.statusCode}`);
      response.resume();
      outgoing.destroy();
    });
    outgoing.on("error", () => resolve("refused"));
    outgoing.end(body);
  });
}
