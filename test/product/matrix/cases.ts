/** Each look-up with each of its filters: what Falcon has to be asked, and what the answer names. */
import type { Simulator } from "../../../src/simulator/simulator.ts";
import type { Proposal } from "./judge.ts";
import type { Question, Value } from "./surfaces.ts";
import { MILL, NAMES } from "./world.ts";

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Case extends Question {
  /** Of which kind the names are that may be in the answer. */
  readonly kind: keyof typeof NAMES;
  /** Those of them that have to be, and no others. */
  readonly named: readonly string[];
  /** What Falcon has to be asked; moments are written as `{7d}`: so many days ago. */
  readonly asks?: { readonly path: string; readonly query: Query };
  /** Words that every surface has to say. */
  readonly says?: readonly string[];
  /** Endings of the files that come along. */
  readonly files?: readonly string[];
  /** Pages on: what the second page names. */
  readonly nextPage?: readonly string[];
}

/** Ids that are known once everything stands. */
export interface Known {
  readonly falcon: Simulator;
  readonly rtrSession: string;
}

type Args = Readonly<Record<string, Value>>;

const [hostA, hostB, hostC, hostD, hostE, hostF] = NAMES.hosts;
const [alertA, alertB, alertC, alertD] = NAMES.alerts;
const [domain, ipv4, sha256, md5, ipv6] = NAMES.indicators;
const [cve1, cve2, cve3, cve4, cve5] = NAMES.vulnerabilities;
const [caseA, caseB, caseC, caseD] = NAMES.cases;
const [assetA, assetB, assetC] = NAMES.assets;

/** The total that a heading says. */
const counted = (number: number, one: string, many: string): string =>
  number === 0 ? `No ${many}` : `${number} ${number === 1 ? one : many}`;

interface Kind {
  readonly command: string;
  readonly kind: keyof typeof NAMES;
  readonly path: string;
  readonly noun: readonly [one: string, many: string];
  readonly all: Query;
}

const lookUp =
  ({ command, kind, path, noun, all }: Kind) =>
  (args: Args, query: Query, named: readonly string[], more: Partial<Case> = {}): Case => ({
    command,
    args,
    kind,
    named,
    asks: { path, query: { ...all, ...query } },
    says: [counted(named.length, ...noun)],
    ...more,
  });

/** Two pages of one row each, and the same rows as a file; each form of file is one for all look-ups. */
const pagesAndFiles = (
  ask: ReturnType<typeof lookUp>,
  args: Args,
  query: Query,
  names: readonly string[],
  noun: string,
  formats: readonly string[] = ["csv"],
): readonly Case[] => [
  ask({ ...args, limit: 1 }, { ...query, limit: "1" }, names.slice(0, 1), {
    says: [`${names.length} ${noun}, 1 to 1 shown`],
    nextPage: names.slice(1, 2),
  }),
  ...formats.map((format) => ask({ ...args, export: format }, query, names, { files: [`.${format}`] })),
];

const hosts = lookUp({
  command: "hosts",
  kind: "hosts",
  path: "/devices/queries/devices/v1",
  noun: ["host", "hosts"],
  all: { limit: "20", sort: "last_seen.desc" },
});
const detections = lookUp({
  command: "detections",
  kind: "alerts",
  path: "/alerts/queries/alerts/v2",
  noun: ["detection", "detections"],
  all: { limit: "20" },
});
const iocs = lookUp({
  command: "iocs",
  kind: "indicators",
  path: "/iocs/combined/indicator/v1",
  noun: ["indicator", "indicators"],
  all: { limit: "20", sort: "modified_on.desc" },
});
const vulns = lookUp({
  command: "vulns",
  kind: "vulnerabilities",
  path: "/spotlight/combined/vulnerabilities/v1",
  noun: ["vulnerability", "vulnerabilities"],
  all: { limit: "20", sort: "updated_timestamp|desc", facet: ["cve", "host_info", "remediation"] },
});
const incidents = lookUp({
  command: "incidents",
  kind: "cases",
  path: "/cases/queries/cases/v1",
  noun: ["case", "cases"],
  all: { limit: "20", sort: "created_timestamp.desc" },
});
const discover = lookUp({
  command: "discover",
  kind: "assets",
  path: "/discover/combined/hosts/v1",
  noun: ["asset", "assets"],
  all: { limit: "20", sort: "last_seen_timestamp|desc" },
});
const sessions = lookUp({
  command: "sessions",
  kind: "hosts",
  path: "/real-time-response-audit/combined/sessions/v1",
  noun: ["session", "sessions"],
  all: { limit: "20", sort: "created_at|desc", with_command_info: "true" },
});

const since = (days: number): string => `created_timestamp:>='{${days}d}'`;
const within = (days: number, filter: string): Query => ({ filter: `(${since(days)})+(${filter})` });

/** Nothing of ours: the child's world is empty but for its one host. */
const inMill = (ask: ReturnType<typeof lookUp>, args: Args, query: Query): Case => {
  const asked = ask({ ...args, cid: MILL.name }, query, []);
  return { ...asked, says: [...(asked.says ?? []), MILL.name] };
};

/** `records`: of Falconer's own rows, to be asked for while there are few. */
export function casesOf({
  falcon,
  rtrSession,
}: Known): Readonly<Record<"records" | "lookUps", readonly Case[]>> {
  const idOf = (hostname: string): string => falcon.state.host(hostname)!.device_id;
  const compositeIdOf = (name: string): string =>
    falcon.state.alerts.find((alert) => alert.display_name === name)!.composite_id;
  const servers = falcon.state.groups.find(({ name }) => name === "Servers")!.id;
  const lab = "tags:['FalconGroupingTags/lab','SensorGroupingTags/lab']";
  const open = "status:['open','reopen']";
  const device = (hostname: string): string =>
    `(device.device_id:'${idOf(hostname)}'),(agent_id:'${idOf(hostname)}')`;
  const seen = (days: number): string => `last_seen_timestamp:>='{${days}d}'`;
  const opened = (days: number): string => `created_at:>='{${days}d}'`;
  const hostCard = (written: string, hostname: string): Case => ({
    command: "host",
    args: { host: written },
    kind: "hosts",
    named: [hostname],
    says: [idOf(hostname)],
  });

  const records: readonly Case[] = [
    approvals({}, [hostA, hostE]),
    approvals({ which: "pending" }, [hostA, hostE]),
    approvals({ which: "mine" }, [hostA]),
    approvals({ which: "recent" }, [hostA, hostE, hostF]),

    audit({ limit: 200 }, [hostA, hostE, hostF]),
    audit({ days: 30, limit: 200 }, [hostA, hostD, hostE, hostF]),
    audit({ about: hostA }, [hostA]),
    audit({ about: hostD, days: 30 }, [hostD]),
    audit({ about: "Lee Chan" }, [hostE, hostF]),
    audit({ about: "Lee Chan", limit: 1 }, [hostF], ["the last 1 shown"]),
    audit({ about: hostC }, [hostC], ["Nothing in the audit trail", hostC]),
  ];
  const lookUps: readonly Case[] = [
    hosts({}, { filter: undefined }, NAMES.hosts),
    hosts({ text: "MX-LNX" }, {}, [hostC, hostD], {
      asks: {
        path: "/devices/queries/devices/v1",
        query: { filter: "((hostname:'MX-LNX*'),(hostname:'mx-lnx*')),(hostname:~'MX-LNX')" },
      },
    }),
    hosts({ text: "platform_name:'Mac'" }, { filter: "platform_name:'Mac'" }, [hostB]),
    hosts({ text: "10.99.8.7" }, { filter: "(local_ip:['10.99.8.7']),(external_ip:['10.99.8.7'])" }, [hostC]),
    hosts({ platform: "mac" }, { filter: "platform_name:'Mac'" }, [hostB]),
    hosts(
      { platform: "linux", status: "pending" },
      {
        filter: "(platform_name:'Linux')+(status:['containment_pending','lift_containment_pending'])",
      },
      [hostC, hostD],
    ),
    hosts({ status: "contained" }, { filter: "status:['contained']" }, [hostB]),
    hosts({ status: "normal" }, { filter: "status:['normal']" }, [hostA, hostE, hostF]),
    hosts({ status: "containment_pending" }, { filter: "status:['containment_pending']" }, [hostC]),
    hosts({ status: "lift_containment_pending" }, { filter: "status:['lift_containment_pending']" }, [hostD]),
    hosts({ tag: "lab" }, { filter: lab }, [hostA]),
    hosts({ group: "Servers" }, { filter: `groups:['${servers}']` }, [hostE]),
    hosts({ text: "NOWHERE" }, {}, [], {
      asks: {
        path: "/devices/queries/devices/v1",
        query: { filter: "((hostname:'NOWHERE*'),(hostname:'nowhere*')),(hostname:~'NOWHERE')" },
      },
      says: ["No host fits", "NOWHERE"],
    }),
    hosts({ cid: MILL.name }, { filter: undefined }, [], { says: ["1 host", MILL.host, MILL.name] }),
    ...pagesAndFiles(
      hosts,
      { platform: "linux" },
      { filter: "platform_name:'Linux'" },
      [hostD, hostC],
      "hosts",
      ["csv", "json"],
    ),

    hostCard(hostA.toLowerCase(), hostA),
    hostCard(idOf(hostB), hostB),
    hostCard(`aid:${idOf(hostC)}`, hostC),
    hostCard("10.99.8.7", hostC),
    {
      command: "host",
      args: { host: MILL.host, cid: MILL.name },
      kind: "hosts",
      named: [],
      says: [MILL.host, MILL.name],
    },

    detections({}, { filter: since(7) }, [alertA, alertB, alertD]),
    detections({ host: hostA }, { filter: `(${since(7)})+(${device(hostA)})` }, [alertA]),
    detections({ days: 1 }, { filter: since(1) }, [alertA]),
    detections({ days: 30, severity: "high" }, {}, [alertA, alertD], {
      asks: {
        path: "/alerts/queries/alerts/v2",
        query: {
          filter: `(${since(30)})+((severity_name:['High','Critical']),(severity:>=60))`,
        },
      },
    }),
    detections({ days: 30, status: "open" }, within(30, "status:['new','in_progress','reopened']"), [
      alertA,
      alertB,
      alertD,
    ]),
    detections({ days: 30, status: "closed" }, within(30, "status:['closed']"), [alertC]),
    detections({ technique: "T1059" }, within(7, "(technique_id:'T1059*'),(tactic_id:'T1059')"), [alertA]),
    detections({ technique: "credential access" }, {}, [alertB], {
      asks: {
        path: "/alerts/queries/alerts/v2",
        query: {
          filter: `(${since(7)})+((technique:'credential access'),(technique:'Credential Access'),(tactic:'Credential Access'))`,
        },
      },
    }),
    detections({ product: "idp" }, within(7, "product:'idp'"), [alertB]),
    detections({ product: "mobile" }, within(7, "product:'mobile'"), [], {
      says: ["No detections", "mobile"],
    }),
    detections({ days: 30, chart: true }, { filter: since(30), limit: "1000" }, NAMES.alerts),
    inMill(detections, {}, { filter: since(7) }),
    ...pagesAndFiles(detections, {}, { filter: since(7) }, [alertA, alertB, alertD], "detections", [
      "csv",
      "json",
    ]),

    {
      command: "alert",
      args: { id: compositeIdOf(alertB) },
      kind: "alerts",
      named: [alertB],
      says: [compositeIdOf(alertB), hostB],
    },
    {
      command: "alert",
      args: { id: compositeIdOf(alertA), cid: MILL.name },
      kind: "alerts",
      named: [],
      says: [compositeIdOf(alertA)],
    },
    {
      command: "alert",
      args: {
        id: `https://falcon.crowdstrike.com/activity-v2/detections/${encodeURIComponent(compositeIdOf(alertC))}`,
      },
      kind: "alerts",
      named: [alertC],
      says: [compositeIdOf(alertC)],
    },

    iocs({}, { filter: undefined }, NAMES.indicators),
    iocs({ value: "alfa[.]mx[.]example" }, { filter: `value:'${domain}'` }, [domain]),
    iocs({ value: "0.113" }, { filter: "value:*'*0.113*'" }, [ipv4]),
    iocs({ days: 10 }, { filter: "(created_on:>='{10d}'),(modified_on:>='{10d}')" }, [domain, sha256]),
    iocs({ type: "md5" }, { filter: "type:'md5'" }, [md5]),
    iocs({ type: "ipv6" }, { filter: "type:'ipv6'" }, [ipv6]),
    iocs({ severity: "high" }, { filter: "severity:['high','critical']" }, [domain, sha256]),
    iocs({ value: "nobody.example", severity: "low" }, {}, [], {
      asks: {
        path: "/iocs/combined/indicator/v1",
        query: { filter: "(value:'nobody.example')+(severity:['low','medium','high','critical'])" },
      },
      says: ["No indicators", "nobody.example", "low or worse"],
    }),
    inMill(iocs, {}, { filter: undefined }),
    ...pagesAndFiles(
      iocs,
      { severity: "high" },
      { filter: "severity:['high','critical']" },
      [domain, sha256],
      "indicators",
      ["csv", "json"],
    ),

    vulns({}, { filter: open }, [cve1, cve2, cve3]),
    vulns({ host: hostB }, { filter: `(${open})+(aid:'${idOf(hostB)}')` }, [cve2]),
    vulns({ days: 10 }, { filter: `(${open})+(${since(10)})` }, [cve1]),
    vulns({ severity: "high" }, { filter: `(${open})+(cve.severity:['HIGH','CRITICAL'])` }, [cve1, cve2]),
    vulns({ status: "reopen" }, { filter: "status:['reopen']" }, [cve3]),
    vulns({ status: "closed", days: 5 }, { filter: "(status:['closed'])+(closed_timestamp:>='{5d}')" }, [
      cve4,
    ]),
    vulns({ status: "expired" }, { filter: "status:['expired']" }, [cve5]),
    vulns(
      { status: "any" },
      { filter: "status:['open','reopen','closed','expired']" },
      NAMES.vulnerabilities,
    ),
    vulns({ cve: cve2.toLowerCase() }, { filter: `(${open})+(cve.id:['${cve2}'])` }, [cve2]),
    vulns({ host: hostB, severity: "critical" }, {}, [], {
      asks: {
        path: "/spotlight/combined/vulnerabilities/v1",
        query: { filter: `(${open})+(aid:'${idOf(hostB)}')+(cve.severity:['CRITICAL'])` },
      },
      says: ["No vulnerabilities", hostB, "critical"],
    }),
    inMill(vulns, {}, { filter: open }),
    ...pagesAndFiles(vulns, {}, { filter: open }, [cve1, cve2, cve3], "vulnerabilities"),

    incidents({}, { filter: since(30) }, [caseA, caseB, caseC]),
    incidents({ days: 2 }, { filter: since(2) }, [caseA]),
    incidents({ days: 90, severity: "high" }, within(90, "severity:>=60"), [caseA, caseD]),
    incidents({ status: "open" }, within(30, "status:['new','in_progress','reopened']"), [caseA, caseB]),
    incidents({ status: "closed" }, within(30, "status:['closed']"), [caseC]),
    incidents({ days: 90, status: "reopened" }, within(90, "status:['reopened']"), [caseD]),
    incidents({ days: 1, status: "reopened" }, within(1, "status:['reopened']"), [], {
      says: ["No cases", "opened in the last day", "reopened"],
    }),
    inMill(incidents, {}, { filter: since(30) }),
    ...pagesAndFiles(incidents, {}, { filter: since(30) }, [caseA, caseB, caseC], "cases"),

    discover({}, { filter: seen(30) }, [assetA, assetB, assetC]),
    discover({ text: "CHAR" }, {}, [assetC], {
      asks: {
        path: "/discover/combined/hosts/v1",
        query: { filter: `(${seen(30)})+((hostname:*'*CHAR*'),(hostname:*'*char*'))` },
      },
    }),
    discover({ text: "10.77.0.12" }, {}, [assetB], {
      asks: {
        path: "/discover/combined/hosts/v1",
        query: {
          filter: `(${seen(30)})+((current_local_ip:'10.77.0.12'),(local_ip_addresses:'10.77.0.12'),(external_ip:'10.77.0.12'))`,
        },
      },
    }),
    discover({ days: 90 }, { filter: seen(90) }, NAMES.assets),
    discover({ status: "unmanaged" }, { filter: `(${seen(30)})+(entity_type:'unmanaged')` }, [assetB]),
    discover({ days: 1, status: "unsupported" }, { filter: `(${seen(1)})+(entity_type:'unsupported')` }, [], {
      says: ["No assets", "unsupported", "seen in the last day"],
    }),
    inMill(discover, {}, { filter: seen(30) }),
    ...pagesAndFiles(discover, {}, { filter: seen(30) }, [assetA, assetB, assetC], "assets"),

    sessions({}, { filter: opened(7) }, [hostB, hostE, hostF]),
    sessions({ days: 1 }, { filter: opened(1) }, [hostB, hostE, hostF]),
    sessions({ status: "active" }, { filter: `(${opened(7)})+(deleted_at:null)` }, [hostB, hostF]),
    sessions({ status: "ended" }, {}, [hostE], {
      asks: {
        path: "/real-time-response-audit/combined/sessions/v1",
        query: { filter: `(${opened(7)})+(deleted_at:>'1970-01-01T00:00:00.000Z')` },
      },
    }),
    sessions({ status: "queued", days: 3 }, { filter: `(${opened(3)})+(offline_queued:true)` }, [], {
      says: ["No sessions", "wait for their host"],
    }),
    inMill(sessions, {}, { filter: opened(7) }),
    ...pagesAndFiles(sessions, {}, { filter: opened(7) }, [hostF, hostE, hostB], "sessions", ["csv", "json"]),

    report({ about: hostA }, "alerts", [alertA]),
    report({ about: compositeIdOf(alertB) }, "alerts", [alertB]),
    report({ about: hostC, days: 30 }, "alerts", [alertC]),
    report({ about: hostC }, "alerts", []),
    report({ about: rtrSession }, "hosts", [hostF]),
    report({ about: MILL.host, cid: MILL.name }, "hosts", []),
  ];
  return { records, lookUps: inTurn(lookUps) };
}

/** One of each command after the other: each of Falcon's services has its own budget of calls a minute. */
function inTurn(cases: readonly Case[]): readonly Case[] {
  const byCommand = [...Map.groupBy(cases, ({ command }) => command).values()];
  const most = Math.max(...byCommand.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => byCommand.flatMap((some) => some[index] ?? [])).flat();
}

/** A change is only asked for: of another target on each surface, so that none is asked for twice. */
export const proposalsFor = (index: number): readonly Proposal[] => {
  const host = NAMES.hosts[index] ?? "";
  const standing = NAMES.indicators[index] ?? "";
  const fresh = `fresh-${index}.mx.example`;
  const reason = "because of the matrix";
  return [
    {
      command: "scan",
      args: { host },
      card: ["Scan", host, host === hostA || host === hostE ? "C:\\" : "/"],
    },
    { command: "scan", args: { host, paths: "/opt/mx" }, card: ["Scan", host, "/opt/mx"] },
    {
      command: "block",
      args: { indicator: fresh, reason, days: 9, severity: "low" },
      card: ["Block", fresh, reason, "9 days", "low"],
    },
    { command: "unblock", args: { indicator: standing, reason }, card: ["Unblock", standing, reason] },
  ];
};

const approvals = (args: Args, named: readonly string[]): Case => ({
  command: "approvals",
  args,
  kind: "hosts",
  named,
});

const audit = (args: Args, named: readonly string[], says?: readonly string[]): Case => ({
  command: "audit",
  args,
  kind: "hosts",
  named,
  ...(says === undefined ? {} : { says }),
});

const report = (args: Args, kind: keyof typeof NAMES, named: readonly string[]): Case => ({
  command: "report",
  args,
  kind,
  named,
  says: ["Report"],
  files: [".md", ".html"],
});
