/**
 * What the company's team has put into IOC management so far: files of earlier alerts, a
 * few names from reports, one tool of its own. What the incident brings is not among
 * them: blocking that is the responder's to do.
 */
import { DAY, HOUR } from "../../lib/clock.ts";
import type { Dice } from "../dice.ts";
import type { Entry } from "../shelf.ts";
import { nanoStamp } from "../stamp.ts";
import type { FalconUser } from "../tenant.ts";

interface Plan {
  readonly type: "sha256" | "md5" | "domain" | "ipv4" | "ipv6";
  readonly value: string;
  readonly action: "prevent" | "detect" | "allow" | "no_action";
  readonly severity?: string;
  readonly description: string;
  readonly ageDays: number;
  /** Counted from its making; absent: for good. */
  readonly livesDays?: number;
  readonly filename?: string;
}

const ALL = ["windows", "mac", "linux"];

/** One of them has expired, one is only watched, one allows a tool of our own. */
export function knownIndicators(
  dice: Dice,
  cid: string,
  users: readonly FalconUser[],
  startMs: number,
): Entry[] {
  return plans(dice).map((plan) => {
    const made = nanoStamp(startMs - plan.ageDays * DAY - dice.below(`ioc ${plan.value}`, 20) * HOUR);
    const by = dice.pick(`ioc by ${plan.value}`, users).uuid;
    return {
      id: dice.hex(`ioc ${cid} ${plan.type} ${plan.value}`, 64),
      type: plan.type,
      value: plan.value,
      action: plan.action,
      severity: plan.severity ?? "",
      platforms: ALL,
      applied_globally: true,
      host_groups: [],
      source: "security team",
      description: plan.description,
      tags: plan.action === "allow" ? ["own-tool"] : ["hunt"],
      metadata: { filename: plan.filename ?? "", signed: false, av_hits: -1 },
      expired: false,
      deleted: false,
      from_parent: false,
      created_by: by,
      created_on: made,
      modified_by: by,
      modified_on: made,
      ...(plan.livesDays === undefined
        ? {}
        : { expiration: nanoStamp(startMs + (plan.livesDays - plan.ageDays) * DAY) }),
    };
  });
}

function plans(dice: Dice): readonly Plan[] {
  const file = (filename: string) =>
    ({ type: "sha256", value: dice.hex(`sha256 ${filename}`, 64), filename }) as const;
  return [
    {
      ...file("coupon-helper.exe"),
      action: "prevent",
      severity: "low",
      description: "Adware bundle, seen on several laptops",
      ageDays: 40,
    },
    {
      ...file("keygen-old.exe"),
      action: "prevent",
      severity: "medium",
      description: "Found by an on-demand scan",
      ageDays: 21,
    },
    {
      ...file("fontpack"),
      action: "detect",
      severity: "medium",
      description: "Unsigned helper on design Macs",
      ageDays: 4,
      livesDays: 30,
    },
    {
      ...file("meridian-remote.exe"),
      action: "allow",
      description: "Our own remote support tool",
      ageDays: 120,
    },
    {
      type: "md5",
      value: dice.hex("md5 keygen-old.exe", 32),
      filename: "keygen-old.exe",
      action: "prevent",
      severity: "medium",
      description: "Same file by its MD5",
      ageDays: 21,
    },
    {
      type: "domain",
      value: "invoice-portal.example",
      action: "detect",
      severity: "high",
      description: "Phishing page from a partner's report",
      ageDays: 9,
      livesDays: 90,
    },
    {
      type: "domain",
      value: "paper-rebates.example",
      action: "detect",
      severity: "medium",
      description: "Look-alike of a supplier",
      ageDays: 16,
      livesDays: 60,
    },
    {
      type: "domain",
      value: "old-campaign.example",
      action: "detect",
      severity: "high",
      description: "Campaign of last year",
      ageDays: 200,
      livesDays: 90,
    },
    {
      type: "ipv4",
      value: "198.51.100.23",
      action: "detect",
      severity: "high",
      description: "Scanner that keeps coming back",
      ageDays: 3,
      livesDays: 14,
    },
    {
      type: "ipv4",
      value: "203.0.113.200",
      action: "no_action",
      description: "Watched: partner's mail relay",
      ageDays: 33,
    },
    {
      type: "ipv6",
      value: "2001:db8:77::5",
      action: "detect",
      severity: "critical",
      description: "Exfiltration target in a sector alert",
      ageDays: 1,
      livesDays: 30,
    },
  ];
}
