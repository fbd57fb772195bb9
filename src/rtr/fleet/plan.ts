/**
 * Which hosts of a fleet a command runs on, and why not on the others. Pure. What was agreed to is
 * an explicit list: a host that has dropped out since is named, and none is added.
 */
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import type { FleetHost, FleetResult, RtrEntryRow } from "../../store/rtr-rows.ts";
import { isSameDirectory } from "../grammar/anchored.ts";

const NOTHING_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** Of a host that has printed nothing. */
export const silent = () =>
  ({
    stdout: { bytes: 0, sha256: NOTHING_SHA256, text: untrusted("") },
    stderr: untrusted(""),
  }) as const;

/** A line for each host that is ready, as the list that is asked for or run. */
export const frozenHosts = (
  fleet: readonly FleetHost[],
  state: "proposed" | "waiting",
): readonly FleetResult[] =>
  fleet
    .filter(({ verdict }) => verdict === "ready")
    .map(({ deviceId, hostname, directory }) => ({ deviceId, hostname, directory, state, ...silent() }));

export interface Standing {
  readonly fleet: readonly FleetHost[];
  /** Means the same wherever a host stands. */
  readonly isAnchored: boolean;
  /** Why a host was not let go, by device id. */
  readonly refusals: ReadonlyMap<string, Untrusted | undefined>;
}

/** `waiting` are those that it runs on; the others have their reason. */
export function planned(
  { results, approvalId }: Pick<RtrEntryRow, "results" | "approvalId">,
  { fleet, isAnchored, refusals }: Standing,
): readonly FleetResult[] {
  if (approvalId === undefined) return frozenHosts(fleet, "waiting");
  return results.map((result) => {
    const host = fleet.find(({ deviceId }) => deviceId === result.deviceId);
    if (result.state === "proposed")
      return dropped(result, refusals.get(result.deviceId) ?? untrusted("it was not let go in time"));
    if (result.state !== "waiting") return result;
    if (host?.verdict !== "ready")
      return dropped(result, untrusted("it dropped out of the session before its turn came"));
    const isElsewhere = result.directory !== undefined && !isSameDirectory(result.directory, host.directory);
    return isElsewhere && !isAnchored
      ? dropped(result, untrusted("its directory is not the one that was agreed to any more"))
      : result;
  });
}

export const dropped = (result: FleetResult, why: Untrusted): FleetResult => ({
  ...result,
  state: "dropped",
  outcome: why,
});

/** The state of the whole, from what became of each. */
export function verdictOf(results: readonly FleetResult[]): RtrEntryRow["state"] {
  const has = (state: FleetResult["state"]): boolean => results.some((one) => one.state === state);
  if (results.length > 0 && results.every(({ state }) => state === "done")) return "done";
  if (has("done") || has("incomplete")) return "incomplete";
  if (has("unknown")) return "unknown";
  return has("failed") ? "failed" : "dropped";
}

/** Where the hosts stand, for whoever agrees: one directory, or that it differs. */
export function directoriesOf(results: readonly FleetResult[]): Untrusted {
  const [first = untrusted(""), ...others] = results.flatMap(({ directory }) => directory ?? []);
  return others.every((one) => isSameDirectory(first, one)) ? first : untrusted("differs from host to host");
}
