import { serve } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { card } from "../../../src/chat/card.ts";
import { post, sign } from "../../emulators/slack/signing.ts";
import type { Rig } from "./bot-double.ts";
import { prepare, until } from "./bot-double.ts";

/** HTTP mode behind a real listener, as the product mounts it. */
async function httpRig(): Promise<Rig & { readonly url: string; readonly event: (text: string) => string }> {
  const built = await prepare({}, (slack) => ({
    signingSecret: slack.signingSecret,
    appToken: undefined as never,
  }));
  await built.adapter.start(built.bot);
  const { http } = built.adapter;
  const server = serve({ fetch: (request) => http!.handle(request), port: 0, hostname: "127.0.0.1" });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${http!.path}`;
  built.slack.useHttp(url);
  let serial = 0;
  const event = (text: string): string =>
    JSON.stringify({
      type: "event_callback",
      team_id: "T0HOME",
      event_id: `Ev${(serial += 1)}`,
      event: {
        type: "message",
        channel: "D0U0ANA",
        channel_type: "im",
        user: "U0ANA",
        text,
        ts: `1.${serial}`,
      },
    });
  return { ...built, url, event };
}

describe("http mode", () => {
  it("takes commands, clicks, forms and events that are signed", async () => {
    const { slack, bot, adapter } = await httpRig();
    expect(adapter.isReady()).toBe(true);
    bot.answer = () => ({ card: card("Here"), audience: "actor" });
    expect((await slack.slash("U0ANA", "C0SOC", "host WIN-01")).acked).toBe(true);
    expect((await slack.dm("U0ANA", "status")).acked).toBe(true);
    await until(
      "the answers",
      () => slack.ephemerals("U0ANA").length === 1 && slack.direct("U0ANA").messages.length === 2,
    );
    bot.form = () => ({
      command: "isolate",
      title: "Isolate",
      submit: "Ask",
      fields: [{ name: "host", label: "Host", kind: "line", required: true }],
    });
    await slack.slash("U0ANA", "C0SOC", "isolate");
    await until("the form", () => slack.modals("U0ANA").length === 1);
    bot.faults = { host: "no such host" };
    await slack.submit("U0ANA", slack.modals("U0ANA")[0]!, { Host: "x" });
    expect(slack.modals("U0ANA")[0]?.errors).toEqual({ "field:host": "no such host" });
  });

  it("proves its address and answers the certificate check", async () => {
    const { slack, url } = await httpRig();
    const challenge = JSON.stringify({ type: "url_verification", challenge: "abc" });
    expect(JSON.parse((await post(url, sign(slack.signingSecret, challenge))).body)).toEqual({
      challenge: "abc",
    });
    const check = sign(slack.signingSecret, "ssl_check=1&token=x", {
      type: "application/x-www-form-urlencoded",
    });
    expect((await post(url, check)).status).toBe(200);
  });

  it("refuses what is not signed by slack, now, once", async () => {
    const { slack, bot, url, event } = await httpRig();
    const now = Math.floor(Date.now() / 1_000);
    const secret = slack.signingSecret;
    const good = sign(secret, event("status"));
    const attempts = {
      unsigned: { body: event("a"), headers: { "content-type": "application/json" } },
      "another secret": sign("f".repeat(32), event("b")),
      "changed body": { ...sign(secret, event("c")), body: event("d") },
      "ten minutes old": sign(secret, event("e"), { atSeconds: now - 600 }),
      "an hour ahead": sign(secret, event("f"), { atSeconds: now + 3_600 }),
      "a signature twice": {
        ...good,
        headers: {
          ...good.headers,
          "x-slack-signature": [String(good.headers["x-slack-signature"]), "v0=00"],
        },
      },
      "two stamps": {
        ...good,
        headers: { ...good.headers, "x-slack-request-timestamp": [String(now), String(now)] },
      },
      "no number as stamp": { ...good, headers: { ...good.headers, "x-slack-request-timestamp": "1e9" } },
    };
    for (const [name, attempt] of Object.entries(attempts))
      expect([name, (await post(url, attempt)).status]).toEqual([name, 401]);
    expect(bot.heard).toHaveLength(0);
  });

  it("takes a request once and slack's own repeat as a repeat", async () => {
    const { slack, bot, url, event } = await httpRig();
    const body = event("status");
    const first = sign(slack.signingSecret, body);
    expect((await post(url, first)).status).toBe(200);
    expect((await post(url, first)).status).toBe(401);
    const now = Math.floor(Date.now() / 1_000);
    const repeat = sign(slack.signingSecret, body, { atSeconds: now + 1, retry: 1 });
    expect((await post(url, repeat)).status).toBe(200);
    expect(bot.heard).toHaveLength(2);
    expect(bot.kept).toHaveLength(1);
  });

  it("refuses a body above the limit without reading it, and one that is no text or no payload", async () => {
    const { slack, url } = await httpRig();
    const big = JSON.stringify({ pad: "x".repeat(2 * 1024 * 1024) });
    expect((await post(url, sign(slack.signingSecret, big))).status).toBe(413);
    for (const body of ["{", "[]", '"x"', "null"])
      expect([body, (await post(url, sign(slack.signingSecret, body))).status]).toEqual([body, 400]);
  });

  it("refuses a packed body before it is read", async () => {
    const { slack, bot, url, event } = await httpRig();
    for (const encoding of ["gzip", "br", "deflate", "identity, gzip", "x"]) {
      const { body, headers } = sign(slack.signingSecret, event("status"));
      const answer = await post(url, { body, headers: { ...headers, "content-encoding": encoding } });
      expect([encoding, answer.status]).toEqual([encoding, 415]);
    }
    expect(bot.heard).toHaveLength(0);
    const { body, headers } = sign(slack.signingSecret, event("status"));
    const plain = { body, headers: { ...headers, "content-encoding": "identity" } };
    expect((await post(url, plain)).status).toBe(200);
    expect(bot.heard).toHaveLength(1);
  });

  it("answers an unknown payload without an effect", async () => {
    const { slack, bot, url } = await httpRig();
    const odd = JSON.stringify({ type: "block_actions", user: 7, actions: "none" });
    expect((await post(url, sign(slack.signingSecret, odd))).status).toBe(200);
    expect(bot.heard).toHaveLength(0);
  });

  it("answers in time when the store is slow", async () => {
    const { slack, bot } = await httpRig();
    bot.storeMs = 4_000;
    const act = await slack.slash("U0ANA", "C0SOC", "status");
    expect(act.acked).toBe(true);
  });
});
