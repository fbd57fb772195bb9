/** Which alerts a feed wants. */
import { describe, expect, it } from "vitest";
import { wants } from "../../../src/alerts/feed/match.ts";
import { compareStamps, stampBefore, stampNanos } from "../../../src/alerts/feed/stamp.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { MINUTE } from "../../../src/lib/clock.ts";
import { alertSnapshot } from "../../fixtures/feed-rows.ts";

const alert = alertSnapshot({
  severity: "high",
  hostname: untrusted("Web-01"),
  techniqueId: untrusted("T1059.001"),
});

describe("a filter", () => {
  it.each([
    [{}, true],
    [{ severity: "medium" }, true],
    [{ severity: "high" }, true],
    [{ severity: "critical" }, false],
    [{ products: ["EPP", "idp"] }, true],
    [{ products: ["idp"] }, false],
    [{ tactics: ["credential access"] }, true],
    [{ techniques: ["T1059"] }, true],
    [{ techniques: ["T1059.001"] }, true],
    [{ techniques: ["T105"] }, false],
    [{ techniques: ["OS Credential Dumping"] }, true],
    [{ tags: ["office"] }, true],
    [{ tags: ["FalconGroupingTags/Office"] }, true],
    [{ tags: ["plc"] }, false],
    [{ groups: ["b".repeat(32)] }, true],
    [{ groups: ["c".repeat(32)] }, false],
    [{ hostnames: ["web-*"] }, true],
    [{ hostnames: ["*-01"] }, true],
    [{ hostnames: ["w?b-0?"] }, true],
    [{ hostnames: ["web"] }, false],
    [{ severity: "high", hostnames: ["db-*"] }, false],
  ])("%o: %s", (filter, wanted) => expect(wants(filter, alert)).toBe(wanted));

  it("of hostnames wants nothing that names no host, and is quick with any pattern", () => {
    const { hostname: _none, ...nameless } = alert;
    expect(wants({ hostnames: ["*"] }, nameless)).toBe(false);
    const long = { ...alert, hostname: untrusted("a".repeat(5_000)) };
    const startedAt = performance.now();
    expect(wants({ hostnames: [`${"*a".repeat(40)}b`] }, long)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe("a time stamp", () => {
  it("is compared to the last digit, however many it has", () => {
    const [less, more] = ["2026-01-05T09:00:00.123456788Z", "2026-01-05T09:00:00.123456789Z"];
    expect(compareStamps(less, more)).toBe(-1);
    expect(compareStamps("2026-01-05T09:00:00.1Z", "2026-01-05T09:00:00.100000000Z")).toBe(0);
    expect(compareStamps("2026-01-05T10:00:00+01:00", "2026-01-05T09:00:00Z")).toBe(0);
    expect(compareStamps(undefined, "1970-01-01T00:00:00Z")).toBe(-1);
  });

  it("that is none is none", () => {
    expect(["yesterday", "", "2026-13-45T99:00:00Z"].map(stampNanos)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(stampBefore("1970-01-01T00:00:00Z", MINUTE)).toBe("1970-01-01T00:00:00.000Z");
  });
});
