/** The targets on a request's card: what is signed of each, and what became of it. */
import { at, mono, strong, type Block, type Fact, type Inline } from "../chat/card.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Action } from "../actions/action.ts";
import type { TargetSnapshot } from "../store/rows.ts";
import { hostVerdict, type ApprovalView } from "./view.ts";
import { containmentBefore, containmentWords } from "./words.ts";

/** More targets than this are listed a line each. */
const DETAILED = 4;

/** Up to four targets in full, more as a table; device ids are whole in both. */
export function targetBlocks(view: ApprovalView, action: Action): readonly Block[] {
  const { targets } = view.approval;
  if (targets.length <= DETAILED) {
    return targets.map((target) => ({ kind: "facts", facts: factsOf(view, target, action) }));
  }
  return [action.target === "host" ? hostTable(view, action) : plainTable(view, action)];
}

function hostTable(view: ApprovalView, action: Action): Block {
  const rows = view.approval.targets.map((target) => [
    target.hostname,
    mono(target.id),
    target.os,
    target.machineType,
    target.lastUser,
    target.lastSeenAt === undefined ? "not known" : at(target.lastSeenAt),
    hostVerdict(view, target, action) ?? containmentWords(target.containment),
    target.openAlerts === undefined ? "?" : String(target.openAlerts),
  ]);
  return {
    kind: "table",
    columns: ["Host", "Device id", "OS", "Type", "Last user", "Last seen", "State", "Open alerts"],
    rows,
  };
}

function plainTable(view: ApprovalView, action: Action): Block {
  const rows = view.approval.targets.map((target) => [
    target.hostname,
    mono(untrusted(target.id)),
    hostVerdict(view, target, action) ?? "",
  ]);
  return { kind: "table", columns: [titled(action.target), "Id", "State"], rows };
}

function factsOf(view: ApprovalView, target: TargetSnapshot, action: Action): readonly Fact[] {
  if (action.target === "host") return hostFacts(view, target, action);
  const verdict = hostVerdict(view, target, action);
  return [
    { label: titled(action.target), value: strong(target.hostname) },
    { label: "Id", value: mono(untrusted(target.id)) },
    ...(verdict === undefined ? [] : [{ label: "Result", value: verdict }]),
    ...(target.facts ?? []),
  ];
}

const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function hostFacts(view: ApprovalView, target: TargetSnapshot, action: Action): readonly Fact[] {
  const verdict = hostVerdict(view, target, action);
  const entries: readonly (readonly [string, Inline | undefined])[] = [
    ["Host", strong(target.hostname)],
    ["Device id", mono(target.id)],
    ["Result", verdict],
    ["OS", target.os],
    ["Machine type", [target.machineType, target.isProtected ? " (protected)" : ""]],
    ["Last user", target.lastUser],
    [
      "Last seen",
      target.lastSeenAt === undefined ? "not known" : [at(target.lastSeenAt), ` (${target.online})`],
    ],
    verdict === undefined
      ? ["Containment", containmentWords(target.containment)]
      : ["State when asked", containmentBefore(target.containment)],
    ["Open alerts", target.openAlerts === undefined ? "not known" : String(target.openAlerts)],
    [
      "Tags",
      target.tags.length === 0 ? undefined : target.tags.flatMap((tag, i) => (i === 0 ? [tag] : [", ", tag])),
    ],
  ];
  return entries.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}
