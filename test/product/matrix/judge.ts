/** What became of one question on one surface, and all of that as a table. */
import { DAY, MINUTE } from "../../../src/lib/clock.ts";
import type { CallRecord } from "../../../src/simulator/call-log.ts";
import { until } from "../bot.ts";
import { lineOf, SURFACES, type Question, type Said, type Surface, type SurfaceName } from "./surfaces.ts";
import type { Case } from "./cases.ts";
import { NAMES } from "./world.ts";

/** The feed of alerts asks on its own account. */
const FEED_ORDER = "updated_timestamp.asc";
const PATIENCE_MS = 40_000;
const FALCON = "asked of Falcon";
const COLUMNS = [...SURFACES, FALCON] as const;
type Column = (typeof COLUMNS)[number];

export interface Cell {
  readonly line: string;
  readonly column: Column;
  /** Undefined: as it should be. */
  readonly differs: string | undefined;
}

export async function judge(one: Case, column: SurfaceName, ask: Surface): Promise<Cell> {
  const cell = (differs: string | undefined): Cell => ({ line: lineOf(one), column, differs });
  try {
    const said = await ask(one, one.files !== undefined);
    const differences = [
      ...differing(one, said.text, one.named),
      ...(one.says ?? [])
        .filter((words) => !said.text.includes(words))
        .map((words) => `does not say "${words}"`),
      ...(one.files === undefined ? [] : await fileDifferences(one, said, one.files)),
      ...(one.nextPage === undefined
        ? []
        : differing(one, (await said.next()).text, one.nextPage, "the next page")),
    ];
    return cell(differences.length === 0 ? undefined : differences.join("; "));
  } catch (fault) {
    return cell(fault instanceof Error ? fault.message : String(fault));
  }
}

/** Each surface has asked the one question; further pages are asked for by their token or offset. */
export function judgeCalls(one: Case, calls: readonly CallRecord[]): Cell {
  const { path = "", query = {} } = one.asks ?? {};
  const asked = calls
    .filter((call) => call.path === path && call.method === "GET")
    .map(writtenQuery)
    .filter((call) => call["sort"] !== FEED_ORDER);
  const wanted = Object.entries(query);
  const isWanted = (call: Record<string, string>): boolean =>
    wanted.every(
      ([name, value]) => call[name] === (value === undefined ? undefined : [value].flat().join(" ")),
    );
  const fitting = asked.filter(isWanted);
  const others = asked.filter((call) => !isWanted(call) && !("after" in call || "offset" in call));
  const strange = [...new Set(others.map((call) => JSON.stringify(call)))];
  const isFine = one.asks === undefined || (fitting.length >= SURFACES.length && strange.length === 0);
  const differs = isFine ? undefined : `${fitting.length} times, and ${strange.join(", ") || "nothing else"}`;
  return { line: lineOf(one), column: FALCON, differs };
}

/** Moments in a filter as whole days before the call, where they are. */
function writtenQuery({ query, atMs }: CallRecord): Record<string, string> {
  const relative = (text: string): string =>
    text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (moment) => {
      const days = (atMs - Date.parse(moment)) / DAY;
      const isWhole = Math.abs(days - Math.round(days)) * DAY < MINUTE;
      return isWhole ? `{${Math.round(days)}d}` : moment;
    });
  return Object.fromEntries(
    Object.entries(query).map(([name, values]) => [name, values.map(relative).join(" ")]),
  );
}

/** Without its target, which is another one on each surface. */
const proposalLine = ({ command, args }: Question): string =>
  Object.keys(args).reduce((words, name) => `${words} <${name}>`, command);

/** Nothing may have been changed at Falcon: people have not decided yet. */
export const judgeWrites = (question: Question, calls: readonly CallRecord[]): Cell => {
  const writes = calls.filter(({ method, path }) => method !== "GET" && /^\/(?:iocs|ods)\//.test(path));
  const differs = writes.length === 0 ? undefined : writes.map(({ path }) => path).join(", ");
  return { line: proposalLine(question), column: FALCON, differs };
};

export interface Proposal extends Question {
  /** The target, and what else the card in the approvals channel has to say. */
  readonly card: readonly [verb: string, target: string, ...more: readonly string[]];
}

/** The answer names the target. */
export async function judgeProposal(
  { card, ...question }: Proposal,
  column: SurfaceName,
  ask: Surface,
): Promise<Cell> {
  const line = proposalLine(question);
  const [, target] = card;
  const said = await ask(question, false).catch((fault: unknown) => ({ text: String(fault) }));
  return { line, column, differs: said.text.includes(target) ? undefined : `instead: ${said.text}` };
}

/** Its card says what is asked. Cards of one channel are a second apart. */
export async function judgeCard(
  { card, ...question }: Proposal,
  column: SurfaceName,
  cards: () => readonly string[],
): Promise<Cell> {
  const isAsked = (): boolean =>
    cards().some((shown) => card.every((words) => shown.toLowerCase().includes(words.toLowerCase())));
  const differs = await until("a card", isAsked, PATIENCE_MS).then(
    () => undefined,
    () => `no card with ${card.join(", ")}`,
  );
  return { line: proposalLine(question), column, differs };
}

function differing({ kind }: Case, text: string, wanted: readonly string[], where = "it"): readonly string[] {
  const shown = NAMES[kind].filter((name) => text.includes(name));
  return [
    ...wanted.filter((name) => !shown.includes(name)).map((name) => `${where} lacks ${name}`),
    ...shown.filter((name) => !wanted.includes(name)).map((name) => `${where} names ${name}`),
  ];
}

async function fileDifferences(
  one: Case,
  said: Said,
  endings: readonly string[],
): Promise<readonly string[]> {
  const files = await said.files(endings);
  return endings.flatMap((ending) => {
    const file = files.find(({ name }) => name.endsWith(ending));
    if (file === undefined) return [`no file ${ending} among ${files.map(({ name }) => name).join(", ")}`];
    return file.content === undefined ? [] : differing(one, file.content, one.named, file.name);
  });
}

/** A row for each question, a column for each surface. */
export function tableOf(cells: readonly Cell[]): string {
  const lines = [...new Set(cells.map(({ line }) => line))];
  const wordOf = (line: string, column: Column): string => {
    const found = cells.filter((cell) => cell.line === line && cell.column === column);
    if (found.length === 0) return "not run";
    return found.find(({ differs }) => differs !== undefined)?.differs ?? "ok";
  };
  return [
    `| question | ${COLUMNS.join(" | ")} |`,
    `| --- |${COLUMNS.map(() => " --- |").join("")}`,
    ...lines.map((line) => {
      const shown = line.replaceAll("|", "\\|");
      return `| \`${shown}\` | ${COLUMNS.map((column) => wordOf(line, column)).join(" | ")} |`;
    }),
    "",
  ].join("\n");
}
