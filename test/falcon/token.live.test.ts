/** One token for everybody: how often the token service is asked, and what happens when it says no. */
import { describe, expect, it, onTestFinished } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/lib/clock.ts";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { AID, CLIENT_ID, CLIENT_SECRET, clientFor, faultOf, HOST_DETAILS, HOST_QUERY } from "./client-bed.ts";
import { startScripted, TOKEN_PATH } from "./scripted-falcon.ts";

async function simulator(): Promise<Simulator> {
  const one = await startSimulator({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
  onTestFinished(() => one.stop());
  return one;
}

const many = <T>(count: number, work: () => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, work));

describe("a token", () => {
  it("is fetched once for fifty look-ups that start together", async () => {
    const cloud = await simulator();
    const { falcon } = clientFor(cloud.url);
    const answers = await many(50, () => falcon.hosts.query({ limit: 1 }));
    expect(answers.every(({ ids }) => ids.length === 1)).toBe(true);
    expect(cloud.state.tokensIssued).toBe(1);
  });

  it("is replaced once when Falcon has revoked it, however many calls saw the 401", async () => {
    const cloud = await simulator();
    const { falcon } = clientFor(cloud.url);
    await falcon.hosts.query({ limit: 1 });
    cloud.revokeTokens();
    const answers = await many(30, () => falcon.hosts.query({ limit: 1 }));
    expect(answers.every(({ ids }) => ids.length === 1)).toBe(true);
    expect(cloud.state.tokensIssued).toBe(2);
  });

  it("is not fetched a third time by a slow call that still saw the first one refused", async () => {
    const falcon = await startScripted(async ({ path, headers, query }) => {
      if (path === TOKEN_PATH || headers.authorization !== "Bearer token-1-of-the-script") return undefined;
      if (query.get("limit") === "2") await new Promise((resolve) => setTimeout(resolve, 150));
      return { status: 401 };
    });
    const client = clientFor(falcon.url);
    const slow = client.falcon.hosts.query({ limit: 2 });
    await client.falcon.hosts.query({ limit: 1 });
    await slow;
    expect(falcon.tokens()).toBe(2);
  });

  it("is renewed before it lapses, without a call ever carrying a lapsed one", async () => {
    const falcon = await startScripted();
    const clock = fakeClock();
    const client = clientFor(falcon.url, { clock });
    await client.falcon.hosts.query({ limit: 1 });
    await clock.advance(20 * MINUTE);
    await client.falcon.hosts.query({ limit: 1 });
    expect(falcon.tokens()).toBe(1);
    await clock.advance(9.9 * MINUTE);
    await client.falcon.hosts.query({ limit: 1 });
    expect(falcon.tokens()).toBe(2);
    expect(falcon.to(HOST_QUERY).at(-1)?.headers.authorization).toBe("Bearer token-2-of-the-script");
  });

  it("that cannot be renewed early goes on being used until it lapses", async () => {
    const falcon = await startScripted();
    const clock = fakeClock();
    const client = clientFor(falcon.url, { clock });
    await client.falcon.hosts.query({ limit: 1 });
    falcon.script(({ path }) => (path === TOKEN_PATH ? { status: 403 } : undefined));
    await clock.advance(28 * MINUTE);
    await expect(client.falcon.hosts.query({ limit: 1 })).resolves.toMatchObject({ ids: [] });
    await clock.advance(3 * MINUTE);
    expect((await faultOf(client.falcon.hosts.query({ limit: 1 }))).kind).toBe("auth");
  });
});

describe("a client that is refused", () => {
  it("is told at once while a growing rest lasts, and works again once it is let in", async () => {
    let isRevoked = true;
    const falcon = await startScripted(({ path }) =>
      path === TOKEN_PATH && isRevoked ? { status: 403, body: { errors: [{ code: 403 }] } } : undefined,
    );
    const clock = fakeClock();
    const client = clientFor(falcon.url, { clock });
    const attempts = [];
    for (let second = 0; second < 10 * 60; second += 1) {
      attempts.push(await faultOf(client.falcon.hosts.query({ limit: 1 })));
      await clock.advance(SECOND);
    }
    expect(attempts.every(({ kind, effect }) => kind === "auth" && effect === "none")).toBe(true);
    expect(attempts[0]?.hint).toMatch(/FALCON_CLIENT_(?:ID|SECRET)/);
    expect(falcon.to(TOKEN_PATH).length).toBeLessThan(16);
    expect(falcon.to(HOST_QUERY)).toEqual([]);
    isRevoked = false;
    await clock.advance(MINUTE);
    await expect(client.falcon.hosts.query({ limit: 1 })).resolves.toMatchObject({ ids: [] });
  });

  it("does not fetch token after token when the tokens themselves are refused", async () => {
    const falcon = await startScripted(({ path }) => (path === TOKEN_PATH ? undefined : { status: 401 }));
    const clock = fakeClock();
    const client = clientFor(falcon.url, { clock });
    for (let second = 0; second < 300; second += 5) {
      expect((await faultOf(client.falcon.hosts.query({ limit: 1 }))).kind).toBe("auth");
      await clock.advance(5 * SECOND);
    }
    expect(falcon.tokens()).toBeLessThan(14);
  });

  it("keeps its other features when one service alone answers 401", async () => {
    const falcon = await startScripted(({ path }) => (path === HOST_DETAILS ? { status: 401 } : undefined));
    const client = clientFor(falcon.url);
    for (let i = 0; i < 5; i += 1) {
      expect((await faultOf(client.falcon.hosts.details([AID]))).kind).toBe("auth");
      await expect(client.falcon.hosts.query({ limit: 1 })).resolves.toMatchObject({ ids: [] });
    }
    expect(falcon.tokens()).toBeLessThanOrEqual(3);
  });

  it("takes the new secret's refusal for what it is after the old one was rotated away", async () => {
    const cloud = await simulator();
    const { falcon } = clientFor(cloud.url);
    await falcon.hosts.query({ limit: 1 });
    cloud.rotateSecret();
    cloud.revokeTokens();
    const fault = await faultOf(falcon.hosts.query({ limit: 1 }));
    expect(fault).toMatchObject({ kind: "auth", effect: "none" });
  });
});

describe("a token service in trouble", () => {
  it("costs at most four tries, and says that nothing was done", async () => {
    const falcon = await startScripted(({ path }) => (path === TOKEN_PATH ? { status: 500 } : undefined));
    const client = clientFor(falcon.url);
    const fault = await faultOf(client.falcon.hosts.contain(AID));
    expect(fault).toMatchObject({ kind: "unavailable", effect: "none" });
    expect(falcon.to(TOKEN_PATH).length).toBeLessThanOrEqual(4);
  });

  it("that asks to come back in an hour is not asked again by every call", async () => {
    const clock = fakeClock();
    const retryAfter = String(Math.round((clock.now() + HOUR) / SECOND));
    const falcon = await startScripted(({ path }) =>
      path === TOKEN_PATH
        ? { status: 429, headers: { "X-Ratelimit-Retryafter": retryAfter } }
        : undefined,
    );
    const client = clientFor(falcon.url, { clock });
    for (let i = 0; i < 5; i += 1) {
      expect((await faultOf(client.falcon.hosts.query({ limit: 1 }))).kind).toBe("rate-limited");
    }
    expect(falcon.to(TOKEN_PATH)).toHaveLength(1);
  });

  it("is not waited for by somebody who gives up", async () => {
    const falcon = await startScripted(({ path }) => (path === TOKEN_PATH ? () => undefined : undefined));
    const client = clientFor(falcon.url);
    const stop = new AbortController();
    const fault = faultOf(client.falcon.hosts.contain(AID, { signal: stop.signal }));
    await expect.poll(() => falcon.to(TOKEN_PATH).length).toBe(1);
    const startedAt = performance.now();
    stop.abort();
    expect(await fault).toMatchObject({ kind: "timeout", effect: "none" });
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
