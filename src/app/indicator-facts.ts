/** What approvals want to know of an indicator before people sign that it is blocked or unblocked. */
import { plainLine } from "../chat/plain.ts";
import type { Inline } from "../chat/card.ts";
import type { TargetSource } from "../approvals/ports.ts";
import type { HostsApi } from "../falcon/endpoints/hosts.ts";
import { FalconError } from "../falcon/errors.ts";
import { fql, or, type Fql } from "../falcon/fql.ts";
import { cautionsOf, refuseSenseless } from "../indicators/cautions.ts";
import { fromId } from "../indicators/changes.ts";
import { reachWords } from "../indicators/list-card.ts";
import type { WrittenIndicator } from "../indicators/read-indicator.ts";
import type { Indicators } from "../indicators/service.ts";
import { actionWords, lifeWords, scopeWords, typeWords } from "../indicators/words.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Log } from "../lib/log.ts";

const NOTHING = untrusted("");
/** What an indicator has not: the host's part of a target. */
const NO_HOST = {
  platform: NOTHING,
  os: NOTHING,
  machineType: NOTHING,
  lastUser: NOTHING,
  tags: [],
  containment: "",
  online: "",
  openAlerts: undefined,
  lastSeenAt: undefined,
  namesakes: [],
} as const;

/** `facts` throws `UserError` for a value that nobody can mean to block. */
export function indicatorsForApprovals(parts: {
  readonly indicators: Indicators;
  readonly hosts: Pick<HostsApi, "query">;
  readonly log: Log;
}): TargetSource {
  const { indicators, hosts, log } = parts;

  /** Hosts of our own that would be hit; not knowing stops no request. */
  async function ownHosts(filter: Fql | undefined, signal?: AbortSignal): Promise<number> {
    if (filter === undefined) return 0;
    try {
      return (await hosts.query({ filter, limit: 1 }, { signal })).total;
    } catch (error) {
      if (!(error instanceof FalconError)) throw error;
      log.warn("whether an indicator is one's own could not be read", { error });
      return 0;
    }
  }

  return {
    noun: { one: "indicator", many: "indicators" },
    async facts(id, signal) {
      const indicator = fromId(id);
      refuseSenseless(indicator);
      const [known, reach, own] = await Promise.all([
        indicators.of(indicator, signal),
        indicators.reach(indicator, signal),
        ownHosts(ownedBy(indicator), signal),
      ]);
      const [first] = known;
      const cautions = [
        ...cautionsOf(indicator),
        ...(own > 0 ? [`${own.toLocaleString("en")} of your own hosts go by it`] : []),
      ];
      const lines: readonly (readonly [string, Inline | undefined])[] = [
        ["Type", typeWords(indicator.type)],
        ["Careful", cautions.length === 0 ? undefined : cautions.join("; ")],
        [
          "Now",
          first === undefined
            ? "no indicator of this value"
            : [actionWords(first.action), ", ", scopeWords(first), ", ", lifeWords(first)],
        ],
        ["Described as", first?.description],
        ["Seen on", reach === undefined ? undefined : reachWords(reach)],
      ];
      return {
        ...NO_HOST,
        id,
        hostname: untrusted(indicator.value),
        facts: lines.flatMap(([label, value]) =>
          value === undefined ? [] : [{ label, value: untrusted(plainLine(value)) }],
        ),
      };
    },
  };
}

function ownedBy({ type, value }: WrittenIndicator): Fql | undefined {
  if (type === "domain") return fql`machine_domain:${value}`;
  if (type === "ipv4" || type === "ipv6") return or(fql`local_ip:${value}`, fql`external_ip:${value}`);
  return undefined;
}
