/** What endpoint alerts are about. Names, files and addresses are invented and lead nowhere. */
import { BEACON_DOMAIN, BEACON_IP, ENCODED } from "./names.ts";
import type { EndpointPlan, ProcessPlan } from "./endpoint-alerts.ts";

const SYSTEM = "\\Device\\HarddiskVolume3\\Windows\\System32\\";
const OFFICE = "\\Device\\HarddiskVolume3\\Program Files\\Office\\";
const PROFILE = "\\Device\\HarddiskVolume3\\Users\\Public\\";
export { BEACON_DOMAIN, BEACON_IP, ENCODED };

const at = (folder: string, filename: string, cmdline: string): ProcessPlan => ({
  folder,
  filename,
  cmdline,
});

/** Paths as the sensor writes them, by volume and not by drive. */
export const PROCESSES = {
  explorer: at("\\Device\\HarddiskVolume3\\Windows\\", "explorer.exe", "C:\\Windows\\explorer.exe"),
  services: at(SYSTEM, "services.exe", "C:\\Windows\\System32\\services.exe"),
  wininit: at(SYSTEM, "wininit.exe", "wininit.exe"),
  outlook: at(OFFICE, "outlook.exe", '"C:\\Program Files\\Office\\outlook.exe"'),
  word: at(OFFICE, "winword.exe", '"winword.exe" /n "C:\\Users\\Public\\invoice-4471.docm"'),
  powershell: at(SYSTEM, "powershell.exe", `powershell.exe -NoProfile -w hidden -enc ${ENCODED}`),
  ledgersync: at(PROFILE, "ledgersync.exe", "C:\\Users\\Public\\ledgersync.exe --quiet"),
  shell: at(SYSTEM, "cmd.exe", "cmd.exe /d /c systeminfo & whoami /all"),
  zsh: at("/bin/", "zsh", "/bin/zsh -l"),
  terminal: at("/System/Applications/Utilities/", "Terminal", "Terminal"),
  launchd: at("/sbin/", "launchd", "/sbin/launchd"),
  systemd: at("/usr/lib/systemd/", "systemd", "/usr/lib/systemd/systemd --system"),
  nginx: at("/usr/sbin/", "nginx", "nginx: worker process"),
  bash: at("/usr/bin/", "bash", "bash -c 'id; uname -a'"),
} as const;

const { explorer, services, wininit, outlook, word, powershell, ledgersync, shell } = PROCESSES;
const { zsh, terminal, launchd, systemd, nginx, bash } = PROCESSES;

type Platform = "Windows" | "Mac" | "Linux";

function plan(
  platform: Platform,
  name: string,
  severity: number,
  technique: EndpointPlan["technique"],
  chain: EndpointPlan["chain"],
  rest: { description: string; verdict?: EndpointPlan["verdict"]; type?: string; patternId: number },
): { readonly platform: Platform; readonly plan: EndpointPlan } {
  const more = { verdict: "detected", scenario: "suspicious_activity", objective: "Follow Through" } as const;
  return { platform, plan: { name, severity, technique, chain, ...more, ...rest } };
}

/** What goes on in any company on any day. */
export const EVERYDAY = [
  plan("Windows", "SuspiciousScriptHost", 50, "powershell", [powershell, word, outlook], {
    description: "A document started a hidden script host. Review what the script did.",
    verdict: "blocked",
    patternId: 10112,
  }),
  plan(
    "Windows",
    "AdwareInstaller",
    30,
    "adware",
    [at(PROFILE, "coupon-helper.exe", "coupon-helper.exe /S"), explorer, explorer],
    {
      description: "A file meets the threshold for adware and potentially unwanted programs.",
      verdict: "quarantined",
      patternId: 5708,
    },
  ),
  plan(
    "Windows",
    "RunKeyAdded",
    40,
    "runKey",
    [at(SYSTEM, "reg.exe", 'reg add "HKCU\\Software\\Demo\\Run" /v Helper'), shell, explorer],
    {
      description: "A process made itself start at logon.",
      patternId: 10197,
    },
  ),
  plan(
    "Windows",
    "EventLogCleared",
    70,
    "clearLogs",
    [at(SYSTEM, "wevtutil.exe", "wevtutil cl Demo"), shell, services],
    {
      description: "An event log was cleared from the command line.",
      patternId: 10221,
    },
  ),
  plan(
    "Windows",
    "ScanFinding",
    20,
    "userExecution",
    [at(PROFILE, "keygen-old.exe", ""), explorer, wininit],
    {
      description: "An on-demand scan found a file with a bad reputation.",
      verdict: "quarantined",
      type: "ods",
      patternId: 50010,
    },
  ),
  plan(
    "Mac",
    "UnsignedHelperRan",
    30,
    "userExecution",
    [at("/private/tmp/", "fontpack", "/private/tmp/fontpack -install"), zsh, terminal],
    {
      description: "A freshly downloaded, unsigned program was started from a terminal.",
      patternId: 20151,
    },
  ),
  plan(
    "Mac",
    "KeychainListing",
    50,
    "discovery",
    [at("/usr/bin/", "security", "security list-keychains"), zsh, launchd],
    {
      description: "A script listed the keychains of the user.",
      patternId: 20230,
    },
  ),
  plan("Linux", "WebServerShell", 70, "unixShell", [bash, nginx, systemd], {
    description: "A web server started a shell. Review the requests that led to it.",
    verdict: "killed",
    patternId: 30112,
  }),
  plan(
    "Linux",
    "CronChanged",
    40,
    "cron",
    [at("/usr/bin/", "crontab", "crontab /tmp/rotate.cron"), bash, systemd],
    {
      description: "A scheduled job was replaced from a file in a temporary folder.",
      patternId: 30150,
    },
  ),
] as const;

/** The steps of the scripted incident. */
export const INCIDENT = {
  document: plan("Windows", "MaliciousDocument", 70, "phishing", [powershell, word, outlook], {
    description: "A mail attachment started a hidden script host that wrote a program to a public folder.",
    patternId: 10113,
  }).plan,
  beacon: plan("Windows", "BeaconToRareDomain", 80, "webProtocols", [ledgersync, powershell, word], {
    description: `A new program calls ${BEACON_DOMAIN} every few seconds, a domain nobody here has used before.`,
    patternId: 10320,
  }).plan,
  discovery: plan("Windows", "HostReconnaissance", 40, "discovery", [shell, ledgersync, powershell], {
    description: "Several commands in a row collect what the machine and its user may do.",
    patternId: 10140,
  }).plan,
  credentials: plan(
    "Windows",
    "CredentialTheft",
    90,
    "lsass",
    [at(PROFILE, "ledgersync.exe", "ledgersync.exe --collect"), ledgersync, powershell],
    {
      description: "A process read the memory in which Windows keeps credentials.",
      patternId: 10188,
    },
  ).plan,
  movement: plan(
    "Windows",
    "LateralMovement",
    90,
    "smb",
    [at(SYSTEM, "ledgersync.exe", "ledgersync.exe --service"), services, wininit],
    {
      description: "A service was installed over an administrative share from WIN-FIN-07.",
      patternId: 10260,
    },
  ).plan,
  staging: plan(
    "Windows",
    "DataStaged",
    70,
    "archive",
    [at(PROFILE, "ledgersync.exe", "ledgersync.exe --pack C:\\Shares\\Ledgers"), services, wininit],
    {
      description: "A large archive was made of a file share.",
      patternId: 10290,
    },
  ).plan,
} as const;
