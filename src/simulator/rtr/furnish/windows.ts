/** A Windows machine: the folders one looks into, a profile, and on it what the incident left behind. */
import { HOUR, MINUTE } from "../../../lib/clock.ts";
import { BEACON_DOMAIN, BEACON_IP, ENCODED } from "../../world/names.ts";
import type { Furnishing, Furniture } from "../computer.ts";
import { logLines, program, written } from "../content.ts";
import { fillDisk, startProcesses, type ProcessPlan, type Shelf } from "./parts.ts";
import { createRegistry } from "./registry.ts";

const SYSTEM = "C:\\Windows\\System32";
const SYSTEM_USER = "NT AUTHORITY\\SYSTEM";
/** The file whose output comes in four hundred pieces. */
const TRACE_BYTES = 5_000_000;

/** With the document, the program and the connection of the `incident` scenario on it. */
export function furnishWindows(furnishing: Furnishing): Furniture {
  const { device, dice, startMs } = furnishing;
  const user = device.last_login_user ?? "user";
  const processes = startProcesses(furnishing, { pid: 4, step: 4 }, processesOf(user, device.hostname));
  const pidOf = (name: string): number => [...processes.values()].find((one) => one.name === name)?.pid ?? 4;
  return {
    disk: fillDisk("Windows", furnishing, shelfOf(user, device.hostname)),
    processes,
    connections: [
      listening("TCP", "0.0.0.0:135", pidOf("svchost.exe")),
      listening("TCP", "0.0.0.0:445", 4),
      listening("TCP", `${device.local_ip}:139`, 4),
      {
        protocol: "TCP",
        local: `${device.local_ip}:51344`,
        remote: `${BEACON_IP}:443`,
        state: "ESTABLISHED",
        pid: pidOf("ledgersync.exe"),
      },
      { protocol: "UDP", local: "0.0.0.0:5353", remote: "*:*", state: "", pid: pidOf("svchost.exe") },
    ],
    environment: {
      Machine: {
        ComSpec: `${SYSTEM}\\cmd.exe`,
        NUMBER_OF_PROCESSORS: "8",
        OS: "Windows_NT",
        Path: `${SYSTEM};C:\\Windows;${SYSTEM}\\Wbem`,
        PROCESSOR_ARCHITECTURE: "AMD64",
        TEMP: "C:\\Windows\\TEMP",
        windir: "C:\\Windows",
      },
      User: { TEMP: `C:\\Users\\${user}\\AppData\\Local\\Temp`, USERNAME: user },
      Process: { COMPUTERNAME: device.hostname, SystemDrive: "C:", USERDOMAIN: device.machine_domain ?? "" },
    },
    users: ["Administrator", "Guest", user].map((name, place) => ({
      name,
      sid: `S-1-5-21-${dice.below("sid 1", 2 ** 31)}-${dice.below("sid 2", 2 ** 31)}-${place < 2 ? 500 + place : 1104}`,
    })),
    registry: createRegistry(device),
    logs: logsOf(startMs, user),
  };
}

const listening = (protocol: "TCP", local: string, pid: number) =>
  ({ protocol, local, remote: "0.0.0.0:0", state: "LISTENING", pid }) as const;

function shelfOf(user: string, hostname: string): Shelf {
  const home = `C:\\Users\\${user}`;
  const exe = (path: string, kilobytes: number) => [path, program(path, kilobytes * 1_024, "MZ")] as const;
  return [
    ["C:\\$Recycle.Bin", undefined],
    ["C:\\PerfLogs", undefined],
    ["C:\\Program Files\\Common Files", undefined],
    exe("C:\\Program Files\\Office\\outlook.exe", 96),
    exe("C:\\Program Files\\Office\\winword.exe", 112),
    ["C:\\Program Files (x86)", undefined],
    ["C:\\ProgramData\\Sensor\\version.txt", written("7.27.19907.0\r\n")],
    ["C:\\Logs\\app.log", logLines("app", 4_000)],
    ["C:\\Logs\\trace.log", logLines("trace", TRACE_BYTES)],
    [
      `${home}\\Desktop\\notes.txt`,
      written(`Payroll closes on the 25th.\r\nAsk finance about invoice 4471.\r\n`),
    ],
    [`${home}\\Documents\\budget.csv`, written("account;amount\r\n4711;1200.50\r\n4712;-310.00\r\n")],
    [`${home}\\Downloads\\coupon-helper.exe`, program("coupon", 41_984, "MZ")],
    [`${home}\\AppData\\Local\\Temp`, undefined],
    ["C:\\Users\\Public\\invoice-4471.docm", program("invoice", 28_672, "MZ")],
    ["C:\\Users\\Public\\ledgersync.exe", program("ledgersync", 221_184, "MZ")],
    ["C:\\Users\\Public\\ledgersync.cfg", written(`host=${BEACON_DOMAIN}\r\ninterval=45\r\n`)],
    ["C:\\Windows\\Temp", undefined],
    [
      "C:\\Windows\\win.ini",
      written("; for 16-bit app support\r\n[fonts]\r\n[extensions]\r\n[mci extensions]\r\n"),
    ],
    exe("C:\\Windows\\explorer.exe", 180),
    exe("C:\\Windows\\notepad.exe", 72),
    exe(`${SYSTEM}\\cmd.exe`, 68),
    exe(`${SYSTEM}\\svchost.exe`, 52),
    exe(`${SYSTEM}\\WindowsPowerShell\\v1.0\\powershell.exe`, 88),
    [
      `${SYSTEM}\\drivers\\etc\\hosts`,
      written(`# static names of ${hostname}\r\n127.0.0.1       localhost\r\n::1             localhost\r\n`),
    ],
  ];
}

function processesOf(user: string, hostname: string): readonly ProcessPlan[] {
  const person = `${hostname}\\${user}`;
  return [
    ["System", "", SYSTEM_USER, undefined, ""],
    ["smss.exe", `${SYSTEM}\\smss.exe`, SYSTEM_USER, 0],
    ["wininit.exe", `${SYSTEM}\\wininit.exe`, SYSTEM_USER, 1],
    ["services.exe", `${SYSTEM}\\services.exe`, SYSTEM_USER, 2],
    ["lsass.exe", `${SYSTEM}\\lsass.exe`, SYSTEM_USER, 2],
    ["svchost.exe", `${SYSTEM}\\svchost.exe`, SYSTEM_USER, 3, `${SYSTEM}\\svchost.exe -k netsvcs -p`],
    ["spoolsv.exe", `${SYSTEM}\\spoolsv.exe`, SYSTEM_USER, 3],
    ["explorer.exe", "C:\\Windows\\explorer.exe", person, 2],
    ["outlook.exe", "C:\\Program Files\\Office\\outlook.exe", person, 7],
    [
      "winword.exe",
      "C:\\Program Files\\Office\\winword.exe",
      person,
      8,
      '"winword.exe" /n "C:\\Users\\Public\\invoice-4471.docm"',
    ],
    [
      "powershell.exe",
      `${SYSTEM}\\WindowsPowerShell\\v1.0\\powershell.exe`,
      person,
      9,
      `powershell.exe -NoProfile -w hidden -enc ${ENCODED}`,
    ],
    [
      "ledgersync.exe",
      "C:\\Users\\Public\\ledgersync.exe",
      person,
      10,
      "C:\\Users\\Public\\ledgersync.exe --quiet",
    ],
  ];
}

function logsOf(startMs: number, user: string): Furniture["logs"] {
  const event = (place: number, id: number, level: string, source: string, message: string) => ({
    id,
    atMs: startMs - place * 7 * MINUTE - HOUR,
    level,
    source,
    message,
  });
  return {
    Application: Array.from({ length: 40 }, (_, place) =>
      event(
        place,
        1_000 + (place % 3),
        place % 5 === 0 ? "Warning" : "Information",
        "MsiInstaller",
        `Entry ${place}`,
      ),
    ),
    Security: Array.from({ length: 60 }, (_, place) =>
      place % 4 === 0
        ? event(
            place,
            4_688,
            "Information",
            "Security-Auditing",
            `A new process has been created. Account: ${user}`,
          )
        : event(
            place,
            4_624,
            "Information",
            "Security-Auditing",
            `An account was logged on. Account: ${user}`,
          ),
    ),
    System: Array.from({ length: 30 }, (_, place) =>
      event(
        place,
        7_036,
        "Information",
        "Service Control Manager",
        `Service ${place} entered the running state.`,
      ),
    ),
  };
}
