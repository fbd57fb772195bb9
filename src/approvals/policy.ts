/**
 * Who has to agree. The first rule that matches a target decides for it; a request with
 * several targets takes the strictest of its verdicts. Pure.
 */
import type { Role } from "../chat/person.ts";
import type { AppliedPolicy, TargetSnapshot } from "../store/rows.ts";

interface HostCondition {
  readonly type?: readonly string[];
  readonly tag?: readonly string[];
  readonly hostname?: readonly string[];
  readonly platform?: readonly string[];
}

/** One line of the settings' `policy.rules`, or of the default ones. */
export interface PolicyRule {
  /** How the card names it: `policy.rules[0]`, `default rule 2`. */
  readonly name: string;
  readonly actions: readonly string[];
  readonly host?: HostCondition;
  /** Applies when the request names more than this many hosts. */
  readonly moreThan?: number;
  readonly approvals: number;
  /** The role whose holders may decide it. */
  readonly from: Role;
  /** How long the request waits for its decision, from when it was made. */
  readonly expiresMs: number;
}

/** Any one of the three is enough; `hostname` may hold `*` and `?`. */
export interface ProtectedRule {
  readonly hostname?: string;
  readonly tag?: string;
  readonly id?: string;
}

/**
 * Limits that no rule can lift. An hour and a day are the last 60 minutes and 24 hours, not the calendar's.
 */
export interface Caps {
  readonly hostsPerRequest: number;
  readonly isolationsPerHour: number;
  readonly emergenciesPerDay: number;
}

/** The settings' `policy` section as approvals read it: in order, the first rule that matches counts. */
export interface Policy {
  readonly rules: readonly PolicyRule[];
  readonly protected: readonly ProtectedRule[];
  readonly caps: Caps;
}

/** A protected host is never touched with fewer approvals than this. */
export const PROTECTED_APPROVALS = 2;

/** What an action that no rule mentions asks for: the strict side of the defaults. */
const UNMENTIONED = { approvals: 2, from: "approver", expiresMs: 15 * 60_000 } as const;

type Described = Pick<TargetSnapshot, "id" | "hostname" | "machineType" | "tags">;

/** Ids match whole and without letter case, names by glob, tags with or without their prefix. */
export function isProtected(rules: readonly ProtectedRule[], host: Described): boolean {
  return rules.some(
    (rule) =>
      (rule.id !== undefined && rule.id.toLowerCase() === host.id) ||
      (rule.hostname !== undefined && host.hostname.matches(globPattern(rule.hostname))) ||
      (rule.tag !== undefined && hasTag(host, rule.tag)),
  );
}

/** The policy that a request falls under; `atLeast` raises the number, for agents. */
export function policyFor(
  policy: Policy,
  kind: string,
  targets: readonly TargetSnapshot[],
  atLeast = 0,
): AppliedPolicy {
  const verdicts = (targets.length === 0 ? [undefined] : targets).map((target) => {
    const rule = policy.rules.find((candidate) => applies(candidate, kind, target, targets.length));
    const { approvals, from, expiresMs } = rule ?? UNMENTIONED;
    const floor = target?.isProtected === true ? PROTECTED_APPROVALS : 0;
    const because = rule?.name ?? "no rule mentions this action";
    return {
      approvals: Math.max(approvals, floor, atLeast),
      from,
      expiresMs,
      because: floor > approvals ? "protected host" : because,
    };
  });
  return verdicts.reduce((strictest, verdict) => ({
    ...(verdict.approvals > strictest.approvals ? verdict : strictest),
    expiresMs: Math.min(strictest.expiresMs, verdict.expiresMs),
  }));
}

function applies(rule: PolicyRule, kind: string, host: TargetSnapshot | undefined, hosts: number): boolean {
  if (!rule.actions.includes(kind)) return false;
  if (rule.moreThan !== undefined && hosts <= rule.moreThan) return false;
  if (rule.host === undefined) return true;
  if (host === undefined) return false;
  const { type, tag, hostname, platform } = rule.host;
  return (
    (type === undefined || type.some((wanted) => host.machineType.is(wanted))) &&
    (tag === undefined || tag.some((wanted) => hasTag(host, wanted))) &&
    (hostname === undefined || hostname.some((glob) => host.hostname.matches(globPattern(glob)))) &&
    (platform === undefined || platform.some((wanted) => host.platform.is(wanted)))
  );
}

/** Tags are full paths in Falcon; settings may leave out the `FalconGroupingTags/` in front. */
function hasTag(host: Described, wanted: string): boolean {
  return host.tags.some(
    (tag) =>
      tag.is(wanted) || tag.is(`FalconGroupingTags/${wanted}`) || tag.is(`SensorGroupingTags/${wanted}`),
  );
}

/** `dc-*` as a pattern for whole names, letter case aside. */
function globPattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "is");
}
