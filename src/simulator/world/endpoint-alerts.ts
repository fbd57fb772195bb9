/** Alerts of the endpoint sensor: a process, its parents, and what the sensor did about it. */
import { MINUTE, SECOND } from "../../lib/clock.ts";
import type { Alert } from "../alert-book.ts";
import type { Dice } from "../dice.ts";
import type { Device } from "../host-book.ts";
import { secondStamp } from "../stamp.ts";
import { frameAlert } from "./alert-frame.ts";
import type { AlertFrame } from "./alert-frame.ts";
import type { TechniqueName } from "./techniques.ts";

/** One process of a chain; `folder` ends with its separator. */
export interface ProcessPlan {
  readonly filename: string;
  readonly folder: string;
  readonly cmdline: string;
}

/** What the sensor did: Falcon says so in bits and in a sentence. */
export type Verdict = "detected" | "killed" | "quarantined" | "blocked";

/** One kind of detection, whichever host it falls on. */
export interface EndpointPlan {
  readonly name: string;
  readonly description: string;
  /** From 1 to 100, as the console's buckets divide it. */
  readonly severity: number;
  readonly technique: TechniqueName;
  readonly scenario: string;
  readonly objective: string;
  /** The second number of the composite id. */
  readonly patternId: number;
  /** The process itself, its parent, its grandparent. */
  readonly chain: readonly [ProcessPlan, ProcessPlan, ProcessPlan];
  readonly verdict: Verdict;
  /** `ldt`, what the sensor saw, unless given; `ods` for a find of a scan. */
  readonly type?: string;
  /** Fields of this one alert. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The bits and sentences that the sensor reports. */
const VERDICTS: Record<Verdict, { bits: number; text: string; details: Record<string, boolean> }> = {
  detected: { bits: 0, text: "Detection, standard detection.", details: {} },
  killed: { bits: 16, text: "Prevention, process killed.", details: { detect: true, kill_process: true } },
  quarantined: {
    bits: 128,
    text: "Prevention/Quarantine, process was blocked from execution and quarantine was attempted.",
    details: { detect: true, process_blocked: true, quarantine_file: true },
  },
  blocked: {
    bits: 2048,
    text: "Prevention, process was blocked from execution.",
    details: { detect: true, process_blocked: true },
  },
};

const SUMMARY_FIELDS = [
  "device_id",
  "cid",
  "hostname",
  "status",
  "first_seen",
  "last_seen",
  "agent_version",
  "platform_id",
  "platform_name",
  "os_version",
  "product_type",
  "product_type_desc",
  "local_ip",
  "external_ip",
  "mac_address",
  "machine_domain",
  "site_name",
  "ou",
  "groups",
  "tags",
  "system_manufacturer",
  "system_product_name",
];

const NO_VERDICT = {
  detect: false,
  inddet_mask: false,
  indicator: false,
  kill_parent: false,
  kill_process: false,
  kill_subprocess: false,
  operation_blocked: false,
  policy_disabled: false,
  process_blocked: false,
  quarantine_file: false,
  quarantine_machine: false,
  registry_operation_blocked: false,
  rooting: false,
  sensor_only: false,
  suspend_process: false,
};

/** One detection, on one host, at one moment. */
export interface EndpointAlertRequest {
  readonly key: string;
  readonly atMs: number;
  readonly device: Device;
  readonly plan: EndpointPlan;
  /** Alerts with the same tree hang together in one process tree. */
  readonly tree?: string;
}

/** Product `epp`, composite id `<cid>:ind:<aid>:<process>-<pattern>-<n>`. */
export function endpointAlert(request: EndpointAlertRequest, dice: Dice): Alert {
  const { key, atMs, device, plan } = request;
  const [process, parent, grandparent] = plan.chain;
  const processId = number(`process ${key}`, dice);
  const tree = number(`tree ${request.tree ?? key}`, dice);
  const { bits, text, details } = VERDICTS[plan.verdict];
  const frame: AlertFrame = {
    ...plan,
    key,
    atMs,
    product: "epp",
    type: plan.type ?? "ldt",
    id: `ind:${device.device_id}:${processId}-${plan.patternId}-${number(`row ${key}`, dice, 1_000_000)}`,
    displayName: plan.name,
    domain: "Endpoint",
    sourceProduct: "Falcon Insight",
    consolePath: "activity-v2/detections",
  };
  return {
    ...frameAlert(frame, dice),
    agent_id: device.device_id,
    aggregate_id: `aggind:${device.device_id}:${tree}`,
    control_graph_id: `ctg:${device.device_id}:${tree}`,
    tree_id: tree,
    platform: device.platform_name,
    device: deviceSummary(device),
    user_name: device.last_login_user ?? "",
    user_id: `S-1-5-21-3456789012-234567890-123456789-${1100 + dice.below(`sid ${device.last_login_user}`, 900)}`,
    logon_domain: device.machine_domain === "" ? device.hostname : "MERIDIAN",
    ...describeProcess(process, key, dice),
    process_id: processId,
    process_start_time: String(Math.floor(atMs / SECOND) - 3),
    parent_process_id: number(`parent ${key}`, dice),
    triggering_process_graph_id: `pid:${device.device_id}:${processId}`,
    parent_details: relative(parent, `parent ${key}`, request, dice),
    grandparent_details: relative(grandparent, `grandparent ${key}`, request, dice),
    pattern_disposition: bits,
    pattern_disposition_description: text,
    pattern_disposition_details: { ...NO_VERDICT, ...details },
    global_prevalence: "low",
    local_prevalence: "unique",
    ioc_context: [],
    ...plan.extra,
  };
}

/** The part of the host record that travels inside an alert, as it was at that moment. */
function deviceSummary(device: Device): Record<string, unknown> {
  return {
    ...Object.fromEntries(SUMMARY_FIELDS.map((field) => [field, device[field]])),
    hostinfo: { domain: device.machine_domain ?? "" },
    modified_timestamp: device.last_seen,
  };
}

function describeProcess({ filename, folder, cmdline }: ProcessPlan, key: string, dice: Dice) {
  return {
    filename,
    filepath: `${folder}${filename}`,
    cmdline,
    local_process_id: number(`local ${key}`, dice, 60_000),
    sha256: dice.hex(`sha256 ${filename}`, 64),
    md5: dice.hex(`md5 ${filename}`, 32),
    // Forty zeros is how the sensor says that it did not compute one.
    sha1: "0".repeat(40),
  };
}

function relative(
  process: ProcessPlan,
  key: string,
  { device, atMs }: EndpointAlertRequest,
  dice: Dice,
): Record<string, unknown> {
  const { sha1: _absent, ...details } = describeProcess(process, key, dice);
  const processId = number(key, dice);
  return {
    ...details,
    process_id: processId,
    process_graph_id: `pid:${device.device_id}:${processId}`,
    user_name: device.last_login_user ?? "",
    timestamp: secondStamp(atMs - (1 + dice.below(`age ${key}`, 20)) * MINUTE),
  };
}

const number = (name: string, dice: Dice, limit = 900_000_000_000): string =>
  String(1_000 + dice.below(name, limit));
