/** Which hosts of a fleet a command runs on: those that were agreed to and are still what they were. */
import { describe, expect, it } from "vitest";
import { untrusted } from "../../src/lib/untrusted.ts";
import { directoriesOf, frozenHosts, planned, silent, verdictOf } from "../../src/rtr/fleet/plan.ts";
import type { FleetHost, FleetResult } from "../../src/store/rtr-rows.ts";

const host = (name: string, changes: Partial<FleetHost> = {}): FleetHost => ({
  deviceId: name.repeat(32),
  hostname: untrusted(name),
  platform: "windows",
  verdict: "ready",
  directory: untrusted("C:\\"),
  ...changes,
});

const statesOf = (results: readonly FleetResult[]) =>
  results.map(({ hostname, state, outcome }) => [
    ["a", "b", "c", "d"].find((name) => hostname.is(name)),
    state,
    outcome?.toJSON().untrusted ?? "",
  ]);

const NONE = { isAnchored: false, refusals: new Map() } as const;

describe("a fleet's command", () => {
  it("is asked for on the hosts that are ready, each where it stands", () => {
    const fleet = [host("a"), host("b", { verdict: "unreachable" }), host("c", { verdict: "queued" })];
    const frozen = frozenHosts(fleet, "proposed");
    expect(statesOf(frozen)).toEqual([["a", "proposed", ""]]);
    expect(frozen[0]?.directory?.is("C:\\")).toBe(true);
  });

  it("runs on what was let go, and says why not on each other host; none is added", () => {
    const agreed = frozenHosts([host("a"), host("b"), host("c")], "proposed").map((one) =>
      one.hostname.is("b") ? one : ({ ...one, state: "waiting" } as const),
    );
    const now = {
      fleet: [host("a"), host("b"), host("c", { verdict: "unreachable" }), host("d")],
      isAnchored: false,
      refusals: new Map([["b".repeat(32), untrusted("the host was replaced")]]),
    };
    expect(statesOf(planned({ results: agreed, approvalId: "r" }, now))).toEqual([
      ["a", "waiting", ""],
      ["b", "dropped", "the host was replaced"],
      ["c", "dropped", "it dropped out of the session before its turn came"],
    ]);
  });

  it("runs in the directory that was agreed to, unless it means the same everywhere", () => {
    const agreed = frozenHosts([host("a"), host("b")], "waiting");
    const fleet = [host("a"), host("b", { directory: untrusted("C:\\windows") })];
    const row = { results: agreed, approvalId: "r" };
    expect(statesOf(planned(row, { ...NONE, fleet })).map(([, state]) => state)).toEqual([
      "waiting",
      "dropped",
    ]);
    expect(statesOf(planned(row, { ...NONE, fleet, isAnchored: true })).map(([, state]) => state)).toEqual([
      "waiting",
      "waiting",
    ]);
  });

  it("that nobody has to agree to runs on whatever is ready then", () => {
    const row = { results: [], approvalId: undefined };
    expect(statesOf(planned(row, { ...NONE, fleet: [host("a"), host("b", { verdict: "queued" })] }))).toEqual(
      [["a", "waiting", ""]],
    );
  });

  it("is what became of all of its hosts", () => {
    const of = (...states: readonly FleetResult["state"][]) =>
      verdictOf(states.map((state) => ({ deviceId: "x", hostname: untrusted("x"), state, ...silent() })));
    expect(of("done", "done")).toBe("done");
    expect(of("done", "failed")).toBe("incomplete");
    expect(of("unknown", "failed")).toBe("unknown");
    expect(of("dropped", "failed")).toBe("failed");
    expect([of("dropped"), of()]).toEqual(["dropped", "dropped"]);
  });

  it("shows one directory, or that they differ", () => {
    const same = frozenHosts([host("a"), host("b")], "proposed");
    const other = frozenHosts([host("a"), host("b", { directory: untrusted("D:\\") })], "proposed");
    expect(directoriesOf(same).is("C:\\")).toBe(true);
    expect(directoriesOf(other).is("differs from host to host")).toBe(true);
  });
});
