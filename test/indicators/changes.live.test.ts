/** Blocking and unblocking against IOC management as it is: one indicator a value, all or nothing. */
import { describe, expect, it } from "vitest";
import { createFalcon } from "../../src/falcon/client.ts";
import { createIndicatorChanges } from "../../src/indicators/changes.ts";
import { createIndicators } from "../../src/indicators/service.ts";
import { anchoredClock } from "../../src/lib/clock.ts";
import { Secret } from "../../src/lib/secret.ts";
import type { Entry } from "../../src/simulator/shelf.ts";
import { startBed, type Bed } from "../hosts/bed.ts";
import { silent } from "../fixtures/silent.ts";

const BAD = "domain:evil.example";
const FILE = `sha256:${"ab".repeat(32)}`;
const terms = (days = 30) => ({
  severity: "high",
  endsAt: Date.now() + days * 86_400_000,
  comment: "Ana: C2",
});

async function desk(options: Parameters<typeof startBed>[0] = {}) {
  const bed = await startBed({ empty: true, ...options });
  const clock = anchoredClock();
  const falcon = createFalcon({
    baseUrl: bed.simulator.url,
    clientId: bed.simulator.clientId,
    clientSecret: new Secret(bed.simulator.clientSecret),
    clock,
    log: silent,
    version: "test",
  });
  const indicators = createIndicators({ falcon: falcon.indicators, clock });
  return { bed, changes: createIndicatorChanges({ falcon: falcon.indicators, indicators }) };
}

const NOTHING = { meta: { query_time: 0 }, resources: [], errors: [] };
const kept = ({ simulator }: Bed): readonly Entry[] => simulator.shelves.indicators.all();
const indicator = (changes: object): Entry => ({
  id: "f".repeat(64),
  type: "domain",
  value: "evil.example",
  action: "detect",
  severity: "low",
  platforms: ["windows"],
  applied_globally: true,
  host_groups: [],
  from_parent: false,
  deleted: false,
  created_on: "2026-01-01T00:00:00Z",
  modified_on: "2026-01-01T00:00:00Z",
  ...changes,
});

describe("a block", () => {
  it("makes an indicator for all hosts that ends when it was signed to end", async () => {
    const { bed, changes } = await desk();
    const wanted = terms();
    await changes.block(FILE, wanted);
    expect(kept(bed)).toMatchObject([
      {
        type: "sha256",
        value: "ab".repeat(32),
        action: "prevent",
        severity: "high",
        platforms: ["windows", "mac", "linux"],
        applied_globally: true,
        source: "Falconer",
        description: "Ana: C2",
        expiration: new Date(wanted.endsAt).toISOString(),
      },
    ]);
    const [call] = bed.simulator.state.callsTo("/iocs/entities/indicators/v1", "POST");
    expect(call?.body).toMatchObject({ comment: "Ana: C2", indicators: [{ tags: ["falconer"] }] });
  });

  it("made twice is one indicator", async () => {
    const { bed, changes } = await desk();
    await changes.block(BAD, terms());
    await changes.block(BAD, terms(60));
    expect(kept(bed)).toHaveLength(1);
    expect((await changes.standing([BAD])).get(BAD)).toMatchObject({ isBlocked: true });
  });

  it.each([
    ["does nothing so far", { action: "no_action" }],
    ["has expired", { expiration: "2026-01-02T00:00:00Z" }],
    ["is for a host group alone", { applied_globally: false, host_groups: ["a".repeat(32)] }],
    ["allows", { type: "sha256", value: "ab".repeat(32), action: "allow" }],
  ])("changes an indicator that %s", async (_, changed) => {
    const { bed, changes } = await desk();
    const before = bed.simulator.shelves.indicators.put(indicator(changed));
    const id = `${String(before["type"])}:${String(before["value"])}`;
    expect((await changes.standing([id])).get(id)?.isBlocked ?? false).toBe(false);
    await changes.block(id, terms());
    expect(kept(bed)).toHaveLength(1);
    expect((await changes.standing([id])).get(id)).toMatchObject({ isBlocked: true });
  });

  it("that somebody else made a moment earlier is no failure", async () => {
    const { bed, changes } = await desk();
    // The first look does not see it yet.
    bed.simulator.addFault({ path: "/iocs/combined/indicator/v1", fault: { status: 200, body: NOTHING } });
    bed.simulator.shelves.indicators.put(indicator({}));
    await changes.block(BAD, terms());
    expect(kept(bed)).toHaveLength(1);
    expect(bed.simulator.state.callsTo("/iocs/entities/indicators/v1", "POST")).toHaveLength(1);
  });

  it("that Falcon refuses says so, and did nothing", async () => {
    const { bed, changes } = await desk();
    bed.simulator.addFault({
      path: "/iocs/entities/indicators/v1",
      method: "POST",
      fault: { status: 400 },
      count: 1,
    });
    await expect(changes.block(BAD, terms())).rejects.toMatchObject({ kind: "invalid", effect: "none" });
    expect(kept(bed)).toEqual([]);
  });

  it("without the scope names it", async () => {
    const { bed, changes } = await desk();
    bed.simulator.addFault({ path: "/iocs/entities", fault: { status: 403 }, count: 1 });
    await expect(changes.block(BAD, terms())).rejects.toMatchObject({
      scope: "IOC Management: Write (ioc:write)",
    });
  });
});

describe("an unblock", () => {
  it("deletes by id, and nothing else", async () => {
    const { bed, changes } = await desk();
    bed.simulator.shelves.indicators.put(indicator({ id: "1".repeat(64), value: "other.example" }));
    await changes.block(BAD, terms());
    await changes.unblock(BAD, "Ana: false positive");
    expect(kept(bed).map(({ value }) => value)).toEqual(["other.example"]);
    const [call] = bed.simulator.state.callsTo("/iocs/entities/indicators/v1", "DELETE");
    expect(call?.query["filter"]).toBeUndefined();
    expect(call?.query["ids"]).toHaveLength(1);
    expect(call?.query["comment"]).toEqual(["Ana: false positive"]);
  });

  it("leaves alone what is allowed, and what belongs to the parent", async () => {
    const { bed, changes } = await desk();
    bed.simulator.shelves.indicators.put(indicator({ id: "1".repeat(64), from_parent: true }));
    bed.simulator.shelves.indicators.put(
      indicator({ id: "2".repeat(64), type: "sha256", value: "ab".repeat(32), action: "allow" }),
    );
    await changes.unblock(BAD, "c");
    await changes.unblock(FILE, "c");
    expect(kept(bed)).toHaveLength(2);
    expect((await changes.standing([BAD, FILE])).get(FILE)).toMatchObject({ isAllowed: true });
    expect((await changes.standing([BAD])).has(BAD)).toBe(false);
  });
});
