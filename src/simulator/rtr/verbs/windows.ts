/** What only Windows has: event logs, the registry, updates, the support bundle. */
import { written } from "../content.ts";
import type { LogEvent } from "../computer.ts";
import { registryPath } from "../furnish/registry.ts";
import { argumentAt, failed, pathAt, said, type Ground, type Outcome, type Tier, type Verb } from "./verb.ts";
import { table, touching, windowsTime } from "./words.ts";

type Line = Parameters<Verb["run"]>[0];
type Row = readonly [
  name: string,
  tier: Tier,
  syntax: string,
  about: string,
  example: string,
  run: Verb["run"],
];

const USUAL_EVENTS = 100;
const MOST_EVENTS = 500;
const UPDATES = [
  ["KB5048667", "Cumulative Update", "Installed"],
  ["KB5049622", ".NET Framework", "Installed"],
  ["KB5051987", "Cumulative Update", "Available"],
] as const;

const ROWS: readonly Row[] = [
  ["eventlog list", "read-only", "", "List event logs", "eventlog list", listLogs],
  [
    "eventlog view",
    "read-only",
    "<log> [count] [source]",
    "View events of a log",
    "eventlog view Security 20",
    viewLog,
  ],
  [
    "eventlog export",
    "read-only",
    "<log> <path>",
    "Export a log as CSV",
    "eventlog export System s.csv",
    saveLog("eventlog export"),
  ],
  [
    "eventlog backup",
    "read-only",
    "<log> <path>",
    "Back a log up as EVTX",
    "eventlog backup System s.evtx",
    saveLog("eventlog backup"),
  ],
  ["reg query", "read-only", "[key] [value]", "Query the registry", "reg query HKLM\\Software", queryKey],
  [
    "reg set",
    "active-responder",
    "<key> [value] [-ValueType=<type>] [-Value=<data>]",
    "Set a key or value",
    "reg set HKLM\\Software\\Demo",
    setKey,
  ],
  [
    "reg delete",
    "active-responder",
    "<key> [value]",
    "Delete a key or value",
    "reg delete HKLM\\Software\\Demo",
    deleteKey,
  ],
  [
    "reg load",
    "active-responder",
    "<file> <key> [-Troubleshooting]",
    "Load a hive",
    "reg load C:\\ntuser.dat HKU\\x",
    () => said(""),
  ],
  [
    "reg unload",
    "active-responder",
    "<key> [-Troubleshooting]",
    "Unload a hive",
    "reg unload HKU\\x",
    () => said(""),
  ],
  [
    "update history",
    "active-responder",
    "",
    "List installed updates",
    "update history",
    () => said(updates("Installed")),
  ],
  [
    "update list",
    "active-responder",
    "",
    "List available updates",
    "update list",
    () => said(updates("Available")),
  ],
  ["update query", "active-responder", "<kb>", "Query one update", "update query KB5051987", queryUpdate],
  [
    "update install",
    "active-responder",
    "<kb>",
    "Install an update",
    "update install KB5051987",
    installUpdate,
  ],
  [
    "cswindiag",
    "admin",
    "",
    "Collect a support bundle",
    "cswindiag",
    () => ({ stdout: "Collected C:\\Windows\\Temp\\CSWinDiag.zip\n", takesMs: 4_000 }),
  ],
];

/** `eventlog export` and `backup` write to the host's disk, though Falcon calls them read-only. */
export const windowsVerbs: readonly Verb[] = ROWS.map(([name, tier, syntax, about, example, run]) => ({
  name,
  platforms: "W",
  tier,
  syntax,
  about,
  example,
  run,
}));

function listLogs(_line: Line, { computer }: Ground): Outcome {
  const rows = Object.entries(computer.logs).map(([name, events]) => [name, String(events.length)]);
  return said(table(["Log", "Entries"], rows));
}

function eventsOf(name: string, { computer }: Ground): readonly LogEvent[] | undefined {
  const found = Object.entries(computer.logs).find(([log]) => log.toLowerCase() === name.toLowerCase());
  return found?.[1];
}

function viewLog(line: Line, ground: Ground): Outcome {
  const name = argumentAt({ name: "eventlog view" }, line, 0) ?? "";
  const events = eventsOf(name, ground);
  if (events === undefined)
    return failed(`There is not an event log on the computer that matches "${name}".`);
  const count = Math.min(MOST_EVENTS, Number(argumentAt({ name: "eventlog view" }, line, 1) ?? USUAL_EVENTS));
  const source = argumentAt({ name: "eventlog view" }, line, 2);
  const wanted = events.filter((event) => source === undefined || event.source === source).slice(0, count);
  return said(
    table(
      ["Time (UTC)", "Id", "Level", "Source", "Message"],
      wanted.map((event) => [
        windowsTime(event.atMs),
        String(event.id),
        event.level,
        event.source,
        event.message,
      ]),
    ),
  );
}

function saveLog(name: string): Verb["run"] {
  return (line, ground) =>
    touching(ground.computer.platform, () => {
      const log = argumentAt({ name }, line, 0) ?? "";
      const events = eventsOf(log, ground);
      if (events === undefined)
        return failed(`There is not an event log on the computer that matches "${log}".`);
      const path = pathAt({ name }, line, 1, ground);
      const rows = events.map((event) => `${event.id};${event.source};${event.message}\r\n`).join("");
      ground.computer.disk.write(path, written(rows), ground.nowMs);
      return said(`Successfully wrote ${events.length} events to ${path}\n`);
    });
}

function keyIn({ computer }: Ground, path: string) {
  return [...computer.registry].find(([key]) => key.toLowerCase() === path.toLowerCase());
}

function queryKey(line: Line, ground: Ground): Outcome {
  const asked = argumentAt({ name: "reg query" }, line, 0);
  if (asked === undefined) return said("HKEY_CURRENT_USER\nHKEY_LOCAL_MACHINE\nHKEY_USERS\n");
  const path = registryPath(asked);
  const wanted = argumentAt({ name: "reg query" }, line, 1);
  const found = keyIn(ground, path);
  const inside = [...ground.computer.registry.keys()].filter((key) =>
    key.toLowerCase().startsWith(`${path.toLowerCase()}\\`),
  );
  if (found === undefined && inside.length === 0)
    return failed(`Cannot find path '${path}' because it does not exist.`);
  const values = [...(found?.[1] ?? [])].filter(
    ([name]) => wanted === undefined || name.toLowerCase() === wanted.toLowerCase(),
  );
  if (wanted !== undefined && values.length === 0)
    return failed(`Property ${wanted} does not exist at path ${path}.`);
  const rows = values.map(([name, { type, data }]) => `    ${name}    ${type}    ${data}\n`).join("");
  return said(`${path}\n${rows}${wanted === undefined ? inside.map((key) => `${key}\n`).join("") : ""}`);
}

function setKey(line: Line, ground: Ground): Outcome {
  const path = registryPath(argumentAt({ name: "reg set" }, line, 0) ?? "");
  const name = argumentAt({ name: "reg set" }, line, 1);
  const [key, values] = keyIn(ground, path) ?? [path, new Map<string, { type: string; data: string }>()];
  if (name !== undefined)
    values.set(name, {
      type: line.flags.get("valuetype") ?? "REG_SZ",
      data: line.flags.get("value") ?? "",
    });
  ground.computer.registry.set(key, values);
  return said(`Successfully set ${key}${name === undefined ? "" : ` ${name}`}\n`);
}

function deleteKey(line: Line, ground: Ground): Outcome {
  const path = registryPath(argumentAt({ name: "reg delete" }, line, 0) ?? "");
  const name = argumentAt({ name: "reg delete" }, line, 1);
  const found = keyIn(ground, path);
  if (found === undefined) return failed(`Cannot find path '${path}' because it does not exist.`);
  const [key, values] = found;
  if (name === undefined) ground.computer.registry.delete(key);
  else if (!values.delete(name)) return failed(`Property ${name} does not exist at path ${path}.`);
  return said(`Successfully deleted ${key}${name === undefined ? "" : ` ${name}`}\n`);
}

const updates = (state: string): string =>
  table(
    ["KB", "Title", "State"],
    UPDATES.filter((update) => update[2] === state).map((update) => [...update]),
  );

function queryUpdate(line: Line): Outcome {
  const asked = argumentAt({ name: "update query" }, line, 0) ?? "";
  const found = UPDATES.find(([kb]) => kb.toLowerCase() === asked.toLowerCase());
  return found === undefined
    ? failed(`${asked} is not known.`)
    : said(table(["KB", "Title", "State"], [[...found]]));
}

function installUpdate(line: Line): Outcome {
  const kb = argumentAt({ name: "update install" }, line, 0) ?? "";
  return { stdout: `Successfully started the installation of ${kb}\n`, takesMs: 3_000 };
}
