/** Alerts that do not come from the endpoint sensor: identity, mobile, cloud and log rules. */
import type { Alert } from "../alert-book.ts";
import type { Dice } from "../dice.ts";
import { customerIdOf, DOMAIN } from "./staff.ts";
import { frameAlert } from "./alert-frame.ts";
import type { AlertFrame } from "./alert-frame.ts";

/** These alerts are about an account, not about a host with a sensor. */
export interface OtherAlertRequest {
  readonly key: string;
  readonly atMs: number;
  /** An account name without domain. */
  readonly user: string;
}

type Build = (request: OtherAlertRequest, dice: Dice) => Alert;

const guid = (name: string, dice: Dice): string => dice.uuid(name).toUpperCase();

/** Product `idp`: no `device`, the account in `source_account_…`. */
export const identityAlert: Build = ({ key, atMs, user }, dice) => {
  const cid = customerIdOf(dice);
  const rows = [
    { name: "PrivilegeEscalationUser", displayName: "Privilege escalation (user)", severity: 50 },
    { name: "SuspiciousKerberosTicket", displayName: "Suspicious Kerberos ticket request", severity: 70 },
    { name: "UnusualAccess", displayName: "Unusual access to a service", severity: 30 },
  ];
  const row = dice.pick(`identity ${key}`, rows);
  const subject = guid(`identity ${key}`, dice);
  const frame: AlertFrame = {
    key,
    atMs,
    ...row,
    product: "idp",
    type: "idp-user-endpoint-app-info",
    id: `ind:${cid}:${subject}`,
    description: "An account behaved unlike itself",
    technique: row.severity === 70 ? "kerberoast" : "validAccounts",
    scenario: "privilege_escalation",
    objective: "Gain Access",
    domain: "Identity",
    sourceProduct: "Falcon Identity Protection",
    consolePath: "identity-protection/detections",
    patternId: 51_113,
  };
  return {
    ...frameAlert(frame, dice),
    aggregate_id: `aggind:${cid}:${subject}`,
    platform: "Windows",
    source_account_name: user,
    source_account_domain: DOMAIN.toUpperCase(),
    source_account_sam_account_name: user,
    source_account_upn: `${user}@${DOMAIN}`,
    source_account_object_sid: `S-1-5-21-3456789012-234567890-123456789-${1100 + dice.below(`sid ${user}`, 900)}`,
    source_endpoint_host_name: "WIN-ENG-02",
    source_endpoint_address_ip4: "10.20.30.44",
    added_privileges: ["BackupOperatorsRole"],
    privileges: "2177",
    previous_privileges: "0",
    start_time: frameTime(atMs),
    end_time: frameTime(atMs),
  };
};

/** Product `mobile`: a phone, whose id is no device id of the hosts service. */
export const mobileAlert: Build = ({ key, atMs, user }, dice) => {
  const phone = dice.hex(`phone ${user}`);
  const frame: AlertFrame = {
    key,
    atMs,
    product: "mobile",
    type: "mobile-android-attestation",
    id: `ind:${phone}:40123|${1_000_000 + dice.below(`mobile ${key}`, 9_000_000)}`,
    name: "BootloaderUnlocked",
    displayName: "Bootloader unlocked",
    description: "A managed phone failed its integrity check",
    severity: 60,
    technique: "devicePosture",
    scenario: "attacker_methodology",
    objective: "Falcon Detection Method",
    domain: "Endpoint",
    sourceProduct: "Falcon for Mobile",
    consolePath: "mobile/detections",
    patternId: 40_123,
  };
  return {
    ...frameAlert(frame, dice),
    agent_id: phone,
    platform: "Android",
    mobile_detection_id: String(dice.below(`mobile id ${key}`, 1_000_000_000)),
    mobile_manufacturer: "Fjord",
    mobile_brand: "Fjord",
    mobile_model: "F3",
    enrollment_email: `${user}@${DOMAIN}`,
    computer_name: `${user}-phone`,
    os_version: "Android 15",
    user_name: `${user}@${DOMAIN}`,
    bootloader_unlocked: "1",
    storage_encrypted: "1",
  };
};

/** Product `fcs`: an account of a cloud provider. */
export const cloudAlert: Build = ({ key, atMs, user }, dice) => {
  const frame: AlertFrame = {
    key,
    atMs,
    product: "fcs",
    type: "cloud-ioa",
    id: `fcs:ioa-211:${dice.uuid(`cloud ${key}`)}`,
    name: "Security group opened to the internet",
    displayName: "Security group opened to the internet",
    description: "A network rule was changed so that anybody on the internet may connect.",
    severity: 70,
    technique: "cloudFirewall",
    scenario: "cloud_activity",
    objective: "Keep Access",
    domain: "Cloud",
    sourceProduct: "Falcon Cloud Security",
    consolePath: "unified-detections",
    patternId: 2036,
  };
  return {
    ...frameAlert(frame, dice),
    cloud_provider: "aws",
    cloud_account_id: "000000000042",
    cloud_region: "eu-north-1",
    resource_id: `sg-${dice.hex(`group ${key}`, 17)}`,
    event_name: "AuthorizeSecurityGroupIngress",
    service: "EC2",
    source_ips: ["192.0.2.44"],
    source_ip_address: "192.0.2.44",
    user_name: user,
    user_names: [user],
    device: { service_provider: "aws", service_provider_account_id: "000000000042" },
  };
};

/** Product `ngsiem`: a correlation rule, hosts and users in lists. */
export const logRuleAlert: Build = ({ key, atMs, user }, dice) => {
  const frame: AlertFrame = {
    key,
    atMs,
    product: "ngsiem",
    type: "correlation-detection",
    id: `ngsiem:${customerIdOf(dice)}:${dice.hex(`rule ${key}`)}`,
    name: "Many failed sign-ins, then one that worked",
    displayName: "Many failed sign-ins, then one that worked",
    description: "A correlation rule over the mail gateway and the directory matched.",
    severity: 50,
    technique: "validAccounts",
    scenario: "correlation",
    objective: "Gain Access",
    domain: "Log",
    sourceProduct: "Falcon Next-Gen SIEM",
    consolePath: "unified-detections",
    patternId: 60_001,
  };
  return {
    ...frameAlert(frame, dice),
    correlation_rule_id: dice.hex("sign-in rule"),
    source_ips: ["198.51.100.9"],
    source_hosts: [],
    destination_hosts: ["DC-01"],
    host_names: ["DC-01"],
    users: [user],
    user_names: [user],
  };
};

const frameTime = (ms: number): string => new Date(ms).toISOString();
