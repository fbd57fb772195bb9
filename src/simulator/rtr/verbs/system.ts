/** Looking at the machine: processes, network, environment, people. */
import { textOf, type Computer } from "../computer.ts";
import { argumentAt, failed, said, type Ground, type Outcome, type Verb } from "./verb.ts";
import { table } from "./words.ts";

type Look = readonly [name: string, platforms: string, syntax: string, about: string, run: Verb["run"]];

const LOOKS: readonly Look[] = [
  ["ps", "WML", "", "Display process information", (_line, { computer }) => said(processTable(computer))],
  ["netstat", "WML", "[-nr]", "Display network statistics and active connections", netstat],
  [
    "ipconfig",
    "W",
    "",
    "Show network configuration information",
    (_line, { computer }) => said(ipconfig(computer)),
  ],
  [
    "ifconfig",
    "ML",
    "",
    "Show network configuration information",
    (_line, { computer }) => said(ifconfig(computer)),
  ],
  [
    "env",
    "WML",
    "",
    "Get environment variables for all scopes",
    (_line, { computer }) => said(environmentOf(computer)),
  ],
  ["users", "ML", "", "Display the users of the host", (_line, { computer }) => said(usersOf(computer))],
  [
    "getsid",
    "WM",
    "",
    "Enumerate local users and Security Identifiers",
    (_line, { computer }) =>
      said(
        table(
          ["Name", "SID"],
          computer.users.map(({ name, sid }) => [name, sid]),
        ),
      ),
  ],
  ["mount", "WML", "[source] [target] [-t=<type>] [-o=<options>]", "List or mount file systems", mount],
  ["history", "WML", "", "Review command history for the current session", history],
  ["clear", "WML", "", "Clear screen", () => said("")],
  [
    "csrutil",
    "M",
    "[status]",
    "Get the status of System Integrity Protection",
    () => said("System Integrity Protection status: enabled.\n"),
  ],
];

/** All read-only, and none of them changes the host. */
export const systemVerbs: readonly Verb[] = LOOKS.map(([name, platforms, syntax, about, run]) => ({
  name,
  platforms,
  tier: "read-only",
  syntax,
  about,
  example: name,
  run,
}));

function processTable({ platform, processes }: Computer): string {
  const rows = [...processes.values()].sort((left, right) => left.pid - right.pid);
  const start = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");
  if (platform === "Windows") {
    return table(
      ["Name", "PID", "PPID", "Memory (KB)", "User", "Start Time (UTC)", "Command Line"],
      rows.map((one) => [
        one.name,
        String(one.pid),
        String(one.parent),
        String(one.memoryKb),
        one.user,
        start(one.startedMs),
        one.commandLine,
      ]),
    );
  }
  return table(
    ["USER", "PID", "PPID", "RSS", "START", "COMMAND"],
    rows.map((one) => [
      one.user,
      String(one.pid),
      String(one.parent),
      String(one.memoryKb),
      start(one.startedMs),
      one.commandLine,
    ]),
  );
}

function netstat(line: Parameters<Verb["run"]>[0], { computer }: Ground): Outcome {
  if (line.flags.has("nr")) return said(routes(computer));
  const rows = computer.connections.map(({ protocol, local, remote, state, pid }) => [
    protocol,
    local,
    remote,
    state,
    pid === 0 ? "-" : String(pid),
  ]);
  return said(
    `Active Connections\n\n${table(["Proto", "Local Address", "Foreign Address", "State", "PID"], rows)}`,
  );
}

const cardOf = ({ platform }: Computer): string => (platform === "Linux" ? "eth0" : "en0");

const routes = (computer: Computer): string =>
  table(
    ["Destination", "Gateway", "Netmask", "Iface"],
    [
      ["0.0.0.0", textOf(computer.device, "default_gateway_ip"), "0.0.0.0", cardOf(computer)],
      ["127.0.0.0", "127.0.0.1", "255.0.0.0", "lo0"],
    ],
  );

function ipconfig({ device }: Computer): string {
  const row = (title: string, value: string): string => `   ${title.padEnd(36, " .")}: ${value}\n`;
  return [
    "\nWindows IP Configuration\n\n",
    row("Host Name ", device.hostname),
    row("Primary Dns Suffix ", device.machine_domain ?? ""),
    "\nEthernet adapter Ethernet0:\n\n",
    row("Physical Address", device.mac_address.toUpperCase()),
    row("IPv4 Address", device.local_ip),
    row("Subnet Mask ", "255.255.255.0"),
    row("Default Gateway ", textOf(device, "default_gateway_ip")),
  ].join("");
}

const ifconfig = (computer: Computer): string =>
  [
    `${cardOf(computer)}: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500\n`,
    `\tether ${computer.device.mac_address.replaceAll("-", ":")}\n`,
    `\tinet ${computer.device.local_ip} netmask 255.255.255.0\n`,
    "lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384\n",
    "\tinet 127.0.0.1 netmask 255.0.0.0\n",
  ].join("");

function environmentOf({ platform, environment }: Computer): string {
  const pairs = (values: Readonly<Record<string, string>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join("");
  if (platform !== "Windows") return pairs(environment["Process"] ?? {});
  return Object.entries(environment)
    .map(([scope, values]) => `${scope}\n${"-".repeat(scope.length)}\n${pairs(values)}`)
    .join("\n");
}

const usersOf = ({ users }: Computer): string =>
  table(
    ["User", "Id"],
    users.map(({ name, sid }) => [name, sid]),
  );

function mount(line: Parameters<Verb["run"]>[0], { computer }: Ground): Outcome {
  const source = argumentAt({ name: "mount" }, line, 0);
  if (source !== undefined)
    return computer.platform === "Windows" ? failed("mount: only lists volumes here") : said("");
  if (computer.platform !== "Windows") return said("/dev/disk1s1 on / (journaled)\ntmpfs on /tmp (rw)\n");
  const mapped = [...computer.drives].map(([letter, share]) => [letter, "Network", share]);
  return said(table(["Name", "Type", "Target"], [["C:\\", "Fixed", "NTFS"], ...mapped]));
}

function history(_line: unknown, ground: Ground): Outcome {
  return said(ground.history.map((entry, place) => `${String(place + 1).padStart(4)}  ${entry}\n`).join(""));
}
