/**
 * Every filter of every look-up as Falcon is asked it: path, parameters and FQL, as the
 * services document them. The answers are counted against the simulator's own records.
 */
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../commands/index.ts";
import type { Card } from "../../src/chat/card.ts";
import { writeCursor } from "../../src/chat/cursor.ts";
import { startBed, type Bed } from "../hosts/bed.ts";
import { say } from "./say.ts";

const COMMAND = new Map(COMMANDS.map((one) => [one.info.name, one]));
const START = Date.parse("2026-03-02T09:00:00Z");
const ago = (days: number): string => new Date(START - days * 86_400_000).toISOString();

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;
type Question = readonly [
  command: string,
  args: Readonly<Record<string, string>>,
  path: string,
  query: Query,
];

const IOC = "/iocs/combined/indicator/v1";
const SPOTLIGHT = "/spotlight/combined/vulnerabilities/v1";
const CASES = "/cases/queries/cases/v1";
const DISCOVER = "/discover/combined/hosts/v1";
const HOSTS = "/devices/queries/devices/v1";
const ALERTS = "/alerts/queries/alerts/v2";
const cursorAt = (skipped: number): string => writeCursor({ asOf: START, skipped });
const FACETS = ["cve", "host_info", "remediation"];
const HASH = "ab".repeat(32);

const QUESTIONS: readonly Question[] = [
  ["hosts", {}, HOSTS, { filter: undefined, limit: "20", offset: undefined, sort: "last_seen.desc" }],
  ["hosts", { platform: "linux", limit: "5" }, HOSTS, { filter: "platform_name:'Linux'", limit: "5" }],
  ["hosts", { cursor: cursorAt(20) }, HOSTS, { filter: undefined, limit: "20", offset: "20" }],
  ["detections", {}, ALERTS, { filter: `created_timestamp:>='${ago(7)}'`, offset: undefined }],
  [
    "detections",
    { cursor: cursorAt(20) },
    ALERTS,
    { filter: `(created_timestamp:>='${ago(7)}')+(created_timestamp:<='${ago(0)}')`, offset: "20" },
  ],
  ["iocs", {}, IOC, { filter: undefined, limit: "20", sort: "modified_on.desc" }],
  ["iocs", { value: HASH.toUpperCase() }, IOC, { filter: `value:'${HASH}'` }],
  ["iocs", { value: "Evil[.]Example" }, IOC, { filter: "value:'evil.example'" }],
  ["iocs", { value: "hxxps://evil.example/a?b" }, IOC, { filter: "value:'evil.example'" }],
  ["iocs", { value: "2001:DB8::77" }, IOC, { filter: "value:'2001:db8::77'" }],
  ["iocs", { value: "it's" }, IOC, { filter: "value:*'*it\\'s*'" }],
  ["iocs", { type: "domain" }, IOC, { filter: "type:'domain'" }],
  ["iocs", { severity: "high" }, IOC, { filter: "severity:['high','critical']" }],
  ["iocs", { days: "3" }, IOC, { filter: `(created_on:>='${ago(3)}'),(modified_on:>='${ago(3)}')` }],
  [
    "iocs",
    { type: "ipv4", severity: "critical", limit: "7" },
    IOC,
    { filter: "(type:'ipv4')+(severity:['critical'])", limit: "7" },
  ],
  [
    "vulns",
    {},
    SPOTLIGHT,
    { filter: "status:['open','reopen']", limit: "20", sort: "updated_timestamp|desc", facet: FACETS },
  ],
  [
    "vulns",
    { severity: "high" },
    SPOTLIGHT,
    { filter: "(status:['open','reopen'])+(cve.severity:['HIGH','CRITICAL'])" },
  ],
  ["vulns", { status: "closed" }, SPOTLIGHT, { filter: "status:['closed']" }],
  ["vulns", { status: "any" }, SPOTLIGHT, { filter: "status:['open','reopen','closed','expired']" }],
  [
    "vulns",
    { cve: "cve-2026-90001" },
    SPOTLIGHT,
    { filter: "(status:['open','reopen'])+(cve.id:['CVE-2026-90001'])" },
  ],
  [
    "vulns",
    { days: "10" },
    SPOTLIGHT,
    { filter: `(status:['open','reopen'])+(created_timestamp:>='${ago(10)}')` },
  ],
  [
    "vulns",
    { days: "10", status: "closed" },
    SPOTLIGHT,
    { filter: `(status:['closed'])+(closed_timestamp:>='${ago(10)}')` },
  ],
  [
    "incidents",
    {},
    CASES,
    { filter: `created_timestamp:>='${ago(30)}'`, limit: "20", offset: "0", sort: "created_timestamp.desc" },
  ],
  [
    "incidents",
    { days: "7", severity: "high" },
    CASES,
    { filter: `(created_timestamp:>='${ago(7)}')+(severity:>=60)` },
  ],
  [
    "incidents",
    { status: "open" },
    CASES,
    { filter: `(created_timestamp:>='${ago(30)}')+(status:['new','in_progress','reopened'])` },
  ],
  [
    "incidents",
    { status: "closed" },
    CASES,
    { filter: `(created_timestamp:>='${ago(30)}')+(status:['closed'])` },
  ],
  [
    "discover",
    {},
    DISCOVER,
    { filter: `last_seen_timestamp:>='${ago(30)}'`, limit: "20", sort: "last_seen_timestamp|desc" },
  ],
  [
    "discover",
    { status: "unmanaged", days: "7" },
    DISCOVER,
    { filter: `(last_seen_timestamp:>='${ago(7)}')+(entity_type:'unmanaged')` },
  ],
  [
    "discover",
    { text: "Fin" },
    DISCOVER,
    {
      filter: `(last_seen_timestamp:>='${ago(30)}')+((hostname:*'*Fin*'),(hostname:*'*FIN*'),(hostname:*'*fin*'))`,
    },
  ],
  [
    "discover",
    { text: "10.20.10.71" },
    DISCOVER,
    {
      filter:
        `(last_seen_timestamp:>='${ago(30)}')+` +
        "((current_local_ip:'10.20.10.71'),(local_ip_addresses:'10.20.10.71'),(external_ip:'10.20.10.71'))",
    },
  ],
  [
    "discover",
    { text: "AA:bb:cc:dd:ee:ff" },
    DISCOVER,
    {
      filter: `(last_seen_timestamp:>='${ago(30)}')+(mac_addresses:['AA-bb-cc-dd-ee-ff','AA-BB-CC-DD-EE-FF','aa-bb-cc-dd-ee-ff'])`,
    },
  ],
  [
    "discover",
    { text: "internet_exposure:'Yes'" },
    DISCOVER,
    { filter: `(last_seen_timestamp:>='${ago(30)}')+(internet_exposure:'Yes')` },
  ],
];

const bedAt = (): Promise<Bed> =>
  startBed({ scenario: "quiet", now: () => START }, undefined, { now: () => START });

const ask = (bed: Bed, command: string, args: object): Promise<Card> => {
  const found = COMMAND.get(command);
  if (found === undefined) throw new Error(`no command ${command}`);
  return say(found, args, bed);
};

describe("a question to Falcon", () => {
  it.each(QUESTIONS)("%s %j asks %s", async (command, args, path, expected) => {
    const bed = await bedAt();
    await ask(bed, command, args);
    const [call] = bed.simulator.state.callsTo(path);
    for (const [name, value] of Object.entries(expected)) {
      expect([name, call?.query[name]]).toEqual([name, value === undefined ? undefined : [value].flat()]);
    }
  });

  it("vulns of one host finds the host first, then asks by its id", async () => {
    const bed = await bedAt();
    const id = bed.simulator.state.host("WIN-FIN-07")!.device_id;
    await ask(bed, "vulns", { host: "win-fin-07" });
    const [call] = bed.simulator.state.callsTo(SPOTLIGHT);
    expect(call?.query["filter"]).toEqual([`(status:['open','reopen'])+(aid:'${id}')`]);
  });

  it("that is no CVE never reaches Falcon", async () => {
    const bed = await bedAt();
    await expect(ask(bed, "vulns", { cve: "heartbleed" })).rejects.toThrow(/no CVE id/);
    expect(bed.simulator.state.callsTo(SPOTLIGHT)).toEqual([]);
  });
});

describe("an answer", () => {
  /** Pages through by the cursor that each answer gives. */
  async function everything(
    bed: Bed,
    command: string,
    args: object,
    key: string,
  ): Promise<readonly string[]> {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const asked = { ...args, limit: "3", ...(cursor === undefined ? {} : { cursor }) };
      const data = (await ask(bed, command, asked)).data as Record<string, unknown>;
      seen.push(
        ...(data[key] as readonly { id: string; compositeId?: string }[]).map(
          (row) => row.compositeId ?? row.id,
        ),
      );
      expect(data["total"]).toBeGreaterThanOrEqual(seen.length);
      cursor = (data["next"] as string | null) ?? undefined;
    } while (cursor !== undefined);
    return seen;
  }

  const isWindows = ({ hostname }: { readonly hostname: string }): boolean => hostname.startsWith("WIN");
  const isShown = ({ show_in_ui }: { readonly show_in_ui: boolean }): boolean => show_in_ui;
  const isClosed = ({ status }: { readonly [field: string]: unknown }): boolean => status === "closed";
  const PAGED: readonly (readonly [string, object, string, (bed: Bed["simulator"]) => number])[] = [
    ["hosts", {}, "hosts", ({ state }) => state.hosts.length],
    ["hosts", { text: "WIN" }, "hosts", ({ state }) => state.hosts.filter(isWindows).length],
    ["detections", { days: "30" }, "alerts", ({ state }) => state.alerts.filter(isShown).length],
    ["iocs", {}, "indicators", ({ shelves }) => shelves.indicators.all().length],
    ["iocs", { type: "domain" }, "indicators", () => 3],
    ["vulns", { status: "any" }, "vulnerabilities", ({ shelves }) => shelves.vulnerabilities.all().length],
    [
      "vulns",
      { status: "closed" },
      "vulnerabilities",
      ({ shelves }) => shelves.vulnerabilities.all().filter(isClosed).length,
    ],
    ["incidents", {}, "cases", ({ shelves }) => shelves.cases.all().length],
    ["discover", { days: "90" }, "assets", ({ shelves }) => shelves.assets.all().length],
    ["discover", { status: "unsupported" }, "assets", () => 4],
  ];
  it.each(PAGED)(
    "to %s %j brings each entry once over all its pages",
    async (command, args, key, expected) => {
      const bed = await bedAt();
      const seen = await everything(bed, command, args, key);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBe(expected(bed.simulator));
    },
  );
});
