/** What many hosts answered to one command: alike, or what differs. Pure. */
import { code, note, strong, text, type Block, type Inline } from "../../chat/card.ts";
import { clip, headWithin } from "../../chat/visible.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { FleetResult, RtrEntryRow } from "../../store/rtr-rows.ts";
import { nameList, sizeWords } from "./words.ts";

const MOST_GROUPS = 4;
const SHOWN = 600;
const CELL = 60;

export function fleetBlocks({ results }: RtrEntryRow): readonly Block[] {
  const done = results.filter(({ state }) => state === "done");
  const groups = [...Map.groupBy(done, ({ stdout }) => stdout.sha256).values()].toSorted(
    (a, b) => b.length - a.length,
  );
  const rows = results.map((result): readonly Inline[] => [
    result.hostname,
    result.state,
    groupName(groups.findIndex((group) => group.includes(result))),
    sizeWords(result.stdout.bytes),
    result.outcome ?? firstLine(result),
  ]);
  const verdict =
    groups.length === 1 && done.length === results.length
      ? `All ${results.length} hosts answer the same.`
      : `${done.length} of ${results.length} hosts answered, in ${groups.length} different ways.`;
  return [
    text(strong(verdict)),
    { kind: "table", columns: ["Host", "State", "Answer", "Size", "Begins with"], rows },
    ...groups.slice(0, MOST_GROUPS).flatMap(groupBlocks),
    ...(groups.length > MOST_GROUPS
      ? [note(`${groups.length - MOST_GROUPS} further answers are in the transcript.`)]
      : []),
  ];
}

function groupBlocks(group: readonly FleetResult[], index: number): readonly Block[] {
  const [first] = group;
  const output = first?.stdout.text ?? first?.stdout.head;
  if (output === undefined || output.length === 0) return [];
  const names = nameList(group.map(({ hostname }) => hostname));
  return [text(strong(groupName(index)), ": ", names), code(output.map((whole) => headWithin(whole, SHOWN)))];
}

const groupName = (index: number): string => (index < 0 ? "" : String.fromCodePoint(65 + (index % 26)));

const firstLine = ({ stdout }: FleetResult): Inline =>
  (stdout.text ?? stdout.head ?? untrusted("")).map((whole) =>
    clip(whole.split(/\r?\n/).find((line) => line.trim() !== "") ?? "", CELL),
  );
