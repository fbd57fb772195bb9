/** What the actions of this folder make of a look at the world. */
import { describe, expect, it } from "vitest";
import { block, type BlockParams } from "../../src/actions/block.ts";
import type { Order } from "../../src/actions/action.ts";
import type { Effects, ScanState, Standing } from "../../src/actions/effects.ts";
import { scan, type ScanParams } from "../../src/actions/scan.ts";
import { unblock } from "../../src/actions/unblock.ts";
import { DAY } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";

const ASKED_AT = 1_750_000_000_000;
const TARGET = "domain:evil.example";

const order = <Params>(params: Params, changes: Partial<Order<Params>> = {}): Order<Params> => ({
  execution: "e1",
  approval: "r1",
  target: TARGET,
  params,
  reason: untrusted("C2"),
  requester: { id: "ana", name: untrusted("Ana Diaz") },
  askedAt: ASKED_AT,
  attempts: 1,
  ...changes,
});

const seeing = (standing: Standing | undefined, state?: ScanState): Effects =>
  ({
    indicators: {
      standing: async () => new Map(standing === undefined ? [] : [[TARGET, standing]]),
    },
    scans: {
      states: async (marks: readonly string[]) =>
        new Map(state === undefined ? [] : marks.map((mark) => [mark, state])),
    },
  }) as unknown as Effects;

const blocked = (endsAt?: number): Standing => ({ isBlocked: true, isAllowed: false, endsAt });

describe("a block", () => {
  const params: BlockParams = { effect: "detect", severity: "high", days: 30 };
  const END = ASKED_AT + 30 * DAY;
  it.each([
    ["nothing there", undefined, "untouched"],
    ["something else there", { isBlocked: false, isAllowed: true, endsAt: undefined }, "untouched"],
    ["in force for good", blocked(), "reached"],
    ["in force for as long", blocked(END), "reached"],
    ["in force for as long, rounded by Falcon", blocked(END - 999), "reached"],
    ["in force for less long", blocked(END - DAY), "untouched"],
  ] as const)("with %s is %s", async (_, standing, progress) => {
    const one = order(params);
    const looks = await block.look?.([one], seeing(standing));
    expect(looks?.get(one)).toEqual({ progress });
  });

  it("says honestly what Falcon will do", () => {
    expect(block.describe?.(params)).toMatchObject({ verb: "Detect" });
    expect(block.describe?.({ ...params, effect: "prevent" })).toMatchObject({ verb: "Block" });
  });
});

describe("an unblock", () => {
  it.each([
    ["nothing there", undefined, { progress: "reached" }],
    ["a block there", blocked(), { progress: "untouched" }],
    ["an allowance there", { isBlocked: false, isAllowed: true, endsAt: undefined }, { progress: "gone" }],
  ] as const)("with %s is %j", async (_, standing, look) => {
    const one = order({});
    const looks = await unblock.look?.([one], seeing(standing));
    expect(looks?.get(one)).toMatchObject(look);
  });
});

describe("a scan", () => {
  const params: ScanParams = { paths: ["C:\\"] };
  const state = (changes: Partial<ScanState>): ScanState => ({
    status: "completed",
    scanned: 1_840,
    malicious: 0,
    finds: [],
    ...changes,
  });
  it.each([
    [undefined, { progress: "untouched" }],
    [state({ status: "waiting" }), { progress: "under way", why: "the host has not begun yet" }],
    [state({ status: "running" }), { progress: "under way" }],
    [state({}), { progress: "reached", why: "1,840 files, nothing malicious found" }],
    [
      state({ malicious: undefined }),
      { progress: "reached", why: "1,840 files, Falcon did not say what was found" },
    ],
    [
      state({ malicious: 3, finds: ["C:\\a.exe", "C:\\b.exe"] }),
      { progress: "reached", why: "1,840 files, 3 malicious: C:\\a.exe, C:\\b.exe and 1 more" },
    ],
    [state({ status: "canceled" }), { progress: "over", why: "the scan was cancelled in Falcon" }],
    [state({ status: "failed" }), { progress: "over", why: "the scan failed on the host" }],
  ] as const)("seen as %j is %j", async (seen, look) => {
    const one = order(params);
    const looks = await scan.look?.([one], seeing(undefined, seen));
    expect(looks?.get(one)).toEqual(look);
  });

  it("that was never begun is not looked for", async () => {
    const one = order(params, { attempts: 0 });
    const looks = await scan.look?.([one], {} as Effects);
    expect(looks?.get(one)).toEqual({ progress: "untouched" });
  });
});
