import { describe, expect, it } from "vitest";
import { FalconError } from "../../src/falcon/errors.ts";
import { createTokenKeeper, restAfter, type TokenKeeper } from "../../src/falcon/token.ts";
import { MINUTE, SECOND } from "../../src/lib/clock.ts";
import { fakeClock, type FakeClock } from "../fixtures/clock.ts";

interface Scene {
  readonly clock: FakeClock;
  readonly keeper: TokenKeeper;
  fetches: number;
  fail: FalconError | undefined;
}

function scene(expiresIn = 1_799): Scene {
  const clock = fakeClock();
  const fetch = async () => {
    here.fetches += 1;
    await Promise.resolve();
    if (here.fail !== undefined) throw here.fail;
    return { value: `token-${here.fetches}`, expiresIn };
  };
  const here: Scene = { clock, keeper: createTokenKeeper({ clock, fetch }), fetches: 0, fail: undefined };
  return here;
}

const fault = (kind: "auth" | "unavailable"): FalconError =>
  new FalconError({ kind, effect: "none", hint: kind });
const settle = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

describe("the token keeper", () => {
  it("fifty who ask at once cost one token", async () => {
    const here = scene();
    const tokens = await Promise.all(Array.from({ length: 50 }, () => here.keeper.get()));
    expect(new Set(tokens)).toEqual(new Set(["token-1"]));
    expect(here.fetches).toBe(1);
  });

  it("a token is renewed three minutes before it lapses, and nobody waits for that", async () => {
    const here = scene();
    await here.keeper.get();
    await here.clock.advance(1_799 * SECOND - 3 * MINUTE - 1);
    expect(await here.keeper.get()).toBe("token-1");
    expect(here.fetches).toBe(1);
    await here.clock.advance(1);
    expect(await here.keeper.get()).toBe("token-1");
    await settle();
    expect(await here.keeper.get()).toBe("token-2");
    expect(here.fetches).toBe(2);
  });

  it("a short-lived token is renewed at half its life", async () => {
    const here = scene(60);
    await here.keeper.get();
    await here.clock.advance(30 * SECOND);
    await here.keeper.get();
    await settle();
    expect(here.fetches).toBe(2);
  });

  it("a token that cannot be renewed early is used until it lapses", async () => {
    const here = scene();
    await here.keeper.get();
    here.fail = fault("unavailable");
    await here.clock.advance(1_799 * SECOND - 2 * MINUTE);
    expect(await here.keeper.get()).toBe("token-1");
    await settle();
    expect(await here.keeper.get()).toBe("token-1");
    await here.clock.advance(2 * MINUTE);
    await expect(here.keeper.get()).rejects.toThrow("unavailable");
  });

  it("one 401 costs one more token, however many saw it", async () => {
    const here = scene();
    await here.keeper.get();
    const others = await Promise.all(Array.from({ length: 20 }, () => here.keeper.replace("token-1")));
    expect(new Set(others)).toEqual(new Set(["token-2"]));
    expect(await here.keeper.replace("token-1")).toBe("token-2");
    expect(here.fetches).toBe(2);
  });

  it("a refused sign-in is not repeated for five seconds, then ten, up to a minute", async () => {
    const here = scene();
    here.fail = fault("auth");
    await expect(here.keeper.get()).rejects.toThrow("auth");
    await expect(here.keeper.get()).rejects.toThrow("auth");
    expect(here.fetches).toBe(1);
    await here.clock.advance(5 * SECOND);
    await expect(here.keeper.get()).rejects.toThrow("auth");
    expect(here.fetches).toBe(2);
    await here.clock.advance(9 * SECOND);
    await expect(here.keeper.get()).rejects.toThrow("auth");
    expect(here.fetches).toBe(2);
    expect([1, 2, 3, 4, 5, 50].map(restAfter)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it("a mended sign-in works as soon as the rest is over", async () => {
    const here = scene();
    here.fail = fault("auth");
    await expect(here.keeper.get()).rejects.toThrow("auth");
    here.fail = undefined;
    await here.clock.advance(5 * SECOND);
    expect(await here.keeper.get()).toBe("token-2");
  });

  it("a replacement that is refused too is not replaced again at once, and stays for the others", async () => {
    const here = scene();
    await here.keeper.get();
    expect(await here.keeper.replace("token-1")).toBe("token-2");
    here.keeper.tried(false);
    expect(await here.keeper.replace("token-2")).toBeUndefined();
    expect(await here.keeper.get()).toBe("token-2");
    await here.clock.advance(5 * SECOND);
    expect(await here.keeper.replace("token-2")).toBe("token-3");
    here.keeper.tried(false);
    await here.clock.advance(9 * SECOND);
    expect(await here.keeper.replace("token-3")).toBeUndefined();
    expect(here.fetches).toBe(3);
  });
});
