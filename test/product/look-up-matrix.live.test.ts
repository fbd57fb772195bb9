/** Every look-up with every filter on both chat platforms: the same question, the same total. */
import { expect, it } from "vitest";
import { textOf as discordText } from "../emulators/discord/index.ts";
import { textOf as slackText } from "../emulators/slack/index.ts";
import type { Entry } from "../../src/simulator/shelf.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { until } from "./bot.ts";
import { ANA, setDiscordStage, SOC } from "./discord-stage.ts";

type Options = Readonly<Record<string, string>>;
interface Question {
  readonly command: string;
  readonly options: Options;
  /** How many entries fit, by the records themselves. */
  readonly total: (falcon: Simulator) => number;
  readonly noun: readonly [one: string, many: string];
}

const isIn = (names: readonly string[], field: string) => (entry: Entry) =>
  names.includes(String(entry[field]));
const cve = (entry: Entry) => entry["cve"] as { readonly id: string; readonly severity: string };
const isOpen = isIn(["open", "reopen"], "status");
const since = (field: string, days: number) => (entry: Entry) =>
  Date.parse(String(entry[field])) >= Date.now() - days * 86_400_000;

const asking =
  (shelf: "indicators" | "vulnerabilities" | "cases" | "assets", noun: Question["noun"], command: string) =>
  (options: Options, ...tests: readonly ((entry: Entry) => boolean)[]): Question => ({
    command,
    options,
    noun,
    total: ({ shelves }) => shelves[shelf].all().filter((entry) => tests.every((test) => test(entry))).length,
  });

const iocs = asking("indicators", ["indicator", "indicators"], "iocs");
const vulns = asking("vulnerabilities", ["vulnerability", "vulnerabilities"], "vulns");
const incidents = asking("cases", ["case", "cases"], "incidents");
const discover = asking("assets", ["asset", "assets"], "discover");

const QUESTIONS: readonly Question[] = [
  iocs({}),
  iocs({ value: "invoice-portal[.]example" }, isIn(["invoice-portal.example"], "value")),
  iocs({ value: "example" }, ({ value }) => String(value).includes("example")),
  iocs({ type: "sha256" }, isIn(["sha256"], "type")),
  iocs({ severity: "high" }, isIn(["high", "critical"], "severity")),
  iocs({ days: "10" }, since("created_on", 10)),
  vulns({}, isOpen),
  vulns({ host: "LNX-CI-01" }, isOpen, (entry) => JSON.stringify(entry).includes('"LNX-CI-01"')),
  vulns({ severity: "critical" }, isOpen, (entry) => cve(entry).severity === "CRITICAL"),
  vulns({ status: "closed" }, isIn(["closed"], "status")),
  vulns({ cve: "CVE-2026-90001" }, isOpen, (entry) => cve(entry).id === "CVE-2026-90001"),
  vulns({ days: "15" }, isOpen, since("created_timestamp", 15)),
  incidents({}),
  incidents({ days: "2" }, since("created_timestamp", 2)),
  incidents({ status: "open" }, (entry) => entry["status"] !== "closed"),
  incidents({ severity: "high" }, ({ severity }) => Number(severity) >= 60),
  discover({ days: "90" }),
  discover({ text: "SRV" }, since("last_seen_timestamp", 30), ({ hostname }) =>
    String(hostname).includes("SRV"),
  ),
  discover({ status: "unmanaged" }, isIn(["unmanaged"], "entity_type")),
  discover(
    { days: "1", status: "unsupported" },
    isIn(["unsupported"], "entity_type"),
    since("last_seen_timestamp", 1),
  ),
];

/** Platforms with typed options hand numbers over as such. */
const numbered = (options: Options): Readonly<Record<string, string | number>> =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, name === "days" ? Number(value) : value]),
  );

const POSITIONAL = new Set(["value", "host", "text"]);
const lineOf = ({ command, options }: Question): string =>
  [
    command,
    ...Object.entries(options).map(([name, value]) => (POSITIONAL.has(name) ? value : `--${name} ${value}`)),
    "--limit 1",
  ].join(" ");

it("each look-up answers each filter alike on both platforms", { timeout: 120_000 }, async () => {
  const stage = await setDiscordStage({
    withSlack: true,
    falcon: { empty: false, scenario: "quiet", hosts: [] },
  });
  for (const question of QUESTIONS) {
    const total = question.total(stage.falcon);
    const [one, many] = question.noun;
    const heading = total === 0 ? `No ${many}` : `${total} ${total === 1 ? one : many}`;
    const line = lineOf(question);
    const slack = new Set(stage.slack.channel("C0SOC").messages);
    const discord = new Set(stage.discord.channel(SOC).messages);
    await stage.slack.slash("U0ANA", "C0SOC", line);
    await stage.discord.command(ANA, SOC, question.command, { ...numbered(question.options), limit: 1 });
    const onSlack = await until(`${line} on Slack`, () =>
      stage.slack.channel("C0SOC").messages.find((said) => !slack.has(said)),
    );
    const onDiscord = await until(`${line} on Discord`, () =>
      stage.discord.channel(SOC).messages.find((said) => !discord.has(said) && discordText(said) !== ""),
    );
    expect(total, `${line} should find something to be a test`).toBeGreaterThan(0);
    expect([line, slackText(onSlack).split("\n")[0]]).toEqual([
      line,
      expect.stringMatching(new RegExp(`^${heading}(,|$)`)),
    ]);
    expect(discordText(onDiscord)).toContain(heading);
  }
});
