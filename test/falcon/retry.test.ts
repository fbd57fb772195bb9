import { describe, expect, it } from "vitest";
import { FalconError, type FalconFault } from "../../src/falcon/errors.ts";
import { MOST_TRIES, pauseBefore, type Attempt } from "../../src/falcon/retry.ts";

const error = (kind: FalconFault["kind"], more: Partial<FalconFault> = {}): FalconError =>
  new FalconError({ kind, hint: "", effect: "unknown", ...more });

const attempt = (more: Partial<Attempt> = {}): Attempt => ({
  tries: 1,
  isRead: true,
  now: 0,
  startBy: 28_000,
  patientUntil: 10_000,
  random: 0.5,
  ...more,
});

describe("the rules of trying again", () => {
  it.each(["timeout", "unavailable", "unexpected-reply"] as const)(
    "a read that ended in %s is repeated",
    (kind) => {
      expect(pauseBefore(error(kind), attempt())).toBe(300);
    },
  );

  it.each(["auth", "denied", "not-found", "conflict", "invalid", "too-large"] as const)(
    "%s is final",
    (kind) => {
      expect(pauseBefore(error(kind), attempt())).toBeUndefined();
      expect(pauseBefore(error(kind, { effect: "none" }), attempt({ isRead: false }))).toBeUndefined();
    },
  );

  it.each(["timeout", "unavailable", "unexpected-reply"] as const)(
    "a write that ended in %s with an unknown effect is never repeated",
    (kind) => {
      expect(pauseBefore(error(kind), attempt({ isRead: false }))).toBeUndefined();
    },
  );

  it("a write that was never sent is repeated", () => {
    expect(pauseBefore(error("unavailable", { effect: "none" }), attempt({ isRead: false }))).toBe(300);
  });

  it("a write that was sent to a stranger is not", () => {
    const strayed = error("unexpected-reply", { effect: "none" });
    expect(pauseBefore(strayed, attempt({ isRead: false }))).toBeUndefined();
    expect(pauseBefore(strayed, attempt())).toBeUndefined();
  });

  it("pauses double, spread by half to either side", () => {
    const pauses = [1, 2, 3].map((tries) => pauseBefore(error("unavailable"), attempt({ tries })));
    expect(pauses).toEqual([300, 600, 1_200]);
    expect(pauseBefore(error("unavailable"), attempt({ random: 0 }))).toBe(150);
    expect(pauseBefore(error("unavailable"), attempt({ random: 1 }))).toBe(450);
  });

  it("four tries are all there are", () => {
    expect(pauseBefore(error("unavailable"), attempt({ tries: MOST_TRIES - 1 }))).toBeDefined();
    expect(pauseBefore(error("unavailable"), attempt({ tries: MOST_TRIES }))).toBeUndefined();
    expect(MOST_TRIES).toBe(4);
  });

  it("no try begins after the deadline", () => {
    expect(pauseBefore(error("timeout"), attempt({ now: 27_900 }))).toBeUndefined();
  });

  it("a rate limit is waited for until the named moment, within patience", () => {
    const limited = (retryAt: number): FalconError => error("rate-limited", { retryAt, effect: "none" });
    expect(pauseBefore(limited(4_000), attempt())).toBe(4_100);
    expect(pauseBefore(limited(4_000), attempt({ isRead: false }))).toBe(4_100);
    expect(pauseBefore(limited(9_000), attempt({ now: 6_000, patientUntil: 10_000 }))).toBe(3_100);
    expect(pauseBefore(limited(11_000), attempt())).toBeUndefined();
    expect(pauseBefore(limited(3_600_000), attempt())).toBeUndefined();
  });
});
