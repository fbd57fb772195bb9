/** What people are promised in seconds, with a clock that really runs: here no wait is skipped. */
import { describe, expect, it } from "vitest";
import { TIME_LIMITS } from "../../src/falcon/request.ts";
import { anchoredClock, HOUR, SECOND } from "../../src/lib/clock.ts";
import { bed, errorOf, type Bed } from "./bed.ts";
import { failure, hang, list, TOKEN, type Answer } from "./server.ts";

const QUERY = "/devices/queries/devices/v1";
const DETAILS = "/devices/entities/devices/v2";
const ACTIONS = "/devices/entities/devices-actions/v2";
const ID = "0123456789abcdef0123456789abcdef";

const slow = (): Promise<Bed> => bed({ clock: anchoredClock() });

const tooMany =
  (aheadMs: number): Answer =>
  (response, seen, count) =>
    failure(429, { "X-Ratelimit-Retryafter": String(Math.ceil((Date.now() + aheadMs) / SECOND)) })(
      response,
      seen,
      count,
    );

async function timed<T>(work: Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const startedAt = performance.now();
  const value = await work;
  return { value, ms: performance.now() - startedAt };
}

describe("a read that is never answered", () => {
  it("is tried more than once and told as a time-out when its time is over", async () => {
    // The proportions of the real limits, twenty times faster.
    const limits = { readMs: 500, readDeadlineMs: 1_400, patienceMs: 500 };
    const { server, falcon } = await bed({ clock: anchoredClock(), limits });
    server.on(QUERY, hang);
    const { value: error, ms } = await timed(errorOf(falcon.hosts.query({ limit: 1 })));
    expect(error.kind).toBe("timeout");
    expect(server.to(QUERY).length).toBeGreaterThan(1);
    expect(ms).toBeLessThan(2_000);
  });

  it("is told within the 32 seconds that people are promised, unless somebody sets other limits", () => {
    expect(TIME_LIMITS.readDeadlineMs).toBeLessThan(31 * SECOND);
    expect(TIME_LIMITS.readMs).toBeLessThan(TIME_LIMITS.readDeadlineMs / 2);
  });

  it("is answered after all when the second try is, though patience for rate limits is over", async () => {
    const { server, falcon } = await bed({
      clock: anchoredClock(),
      limits: { readMs: 400, patienceMs: 300 },
    });
    server.on(QUERY, hang, list([ID]));
    expect((await falcon.hosts.query({ limit: 1 })).ids).toEqual([ID]);
  });

  it("byte by byte is as late as one that says nothing", async () => {
    const { server, falcon } = await slow();
    server.on(QUERY, (response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      const drip = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(drip));
    });
    const { value, ms } = await timed(errorOf(falcon.hosts.query({ limit: 1 }, { deadlineMs: 600 })));
    expect(value.kind).toBe("timeout");
    expect(ms).toBeLessThan(2_000);
  });

  it("is over at once for somebody who gives up, and leaves no timer", async () => {
    const { server, falcon } = await slow();
    server.on(QUERY, list([]), hang);
    await falcon.hosts.query({ limit: 1 });
    const before = timers();
    const stop = new AbortController();
    const error = errorOf(falcon.hosts.query({ limit: 1 }, { signal: stop.signal }));
    await expect.poll(() => server.to(QUERY).length).toBe(2);
    const startedAt = performance.now();
    stop.abort();
    expect((await error).kind).toBe("timeout");
    expect(performance.now() - startedAt).toBeLessThan(300);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it("for want of a token is over at once for somebody who gives up, and did nothing", async () => {
    const { server, falcon } = await slow();
    server.on(TOKEN, hang);
    const stop = new AbortController();
    const error = errorOf(falcon.hosts.contain(ID, { signal: stop.signal }));
    await expect.poll(() => server.to(TOKEN).length).toBe(1);
    const startedAt = performance.now();
    stop.abort();
    expect(await error).toMatchObject({ kind: "timeout", effect: "none" });
    expect(performance.now() - startedAt).toBeLessThan(300);
  });
});

describe("a rate limit", () => {
  it("an hour ahead is told at once to everybody, from a single question", async () => {
    const { server, falcon } = await slow();
    server.on(QUERY, tooMany(HOUR));
    const first = await timed(errorOf(falcon.hosts.query({ limit: 1 })));
    const others = await timed(
      Promise.all(Array.from({ length: 20 }, () => errorOf(falcon.hosts.query({ limit: 1 })))),
    );
    for (const { kind, effect, retryAt = 0 } of [first.value, ...others.value]) {
      expect({ kind, effect }).toEqual({ kind: "rate-limited", effect: "none" });
      expect(Math.abs(retryAt - Date.now() - HOUR)).toBeLessThan(5 * SECOND);
    }
    expect(first.ms + others.ms).toBeLessThan(2_000);
    expect(server.to(QUERY)).toHaveLength(1);
  });

  it("an hour ahead is told at once to whoever gives an order", async () => {
    const { server, falcon } = await slow();
    server.on(ACTIONS, tooMany(HOUR));
    const { value, ms } = await timed(errorOf(falcon.hosts.contain(ID)));
    expect(value).toMatchObject({ kind: "rate-limited", effect: "none" });
    expect(ms).toBeLessThan(2_000);
    expect(server.to(ACTIONS)).toHaveLength(1);
  });

  it.each(["", "-1"])("that lasts and names %j ends within patience, in few tries", async (moment) => {
    const { server, falcon } = await slow();
    server.on(QUERY, failure(429, { "X-Ratelimit-Retryafter": moment }));
    const { value, ms } = await timed(errorOf(falcon.hosts.query({ limit: 1 })));
    expect(value.kind).toBe("rate-limited");
    expect(ms).toBeLessThan(11_000);
    expect(server.to(QUERY).length).toBeLessThanOrEqual(4);
  });

  it("that somebody waits for is over at once when they give up", async () => {
    const { server, falcon } = await slow();
    server.on(QUERY, tooMany(8_000));
    const stop = new AbortController();
    const error = errorOf(falcon.hosts.query({ limit: 1 }, { signal: stop.signal }));
    await expect.poll(() => server.to(QUERY).length).toBe(1);
    const startedAt = performance.now();
    stop.abort();
    expect((await error).kind).not.toBe("unavailable");
    expect(performance.now() - startedAt).toBeLessThan(300);
    expect(server.to(QUERY)).toHaveLength(1);
  });
});

describe("one service that takes no token", () => {
  it("costs few tokens, and the others go on", async () => {
    const { server, falcon } = await slow();
    server.on(DETAILS, failure(401));
    server.on(QUERY, list([ID]));
    for (let i = 0; i < 6; i += 1) {
      expect((await errorOf(falcon.hosts.details([ID]))).kind).toBe("auth");
      expect((await falcon.hosts.query({ limit: 1 })).ids).toEqual([ID]);
    }
    expect(server.to(TOKEN).length).toBeLessThanOrEqual(3);
  });
});

const timers = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
