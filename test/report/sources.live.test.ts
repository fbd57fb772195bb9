/** Sessions, evidence and incident cards as the store keeps them, in a report. */
import { expect, it, onTestFinished } from "vitest";
import { reportDocuments } from "../../src/app/report-documents.ts";
import { reportsOf } from "../../src/app/report-sources.ts";
import type { ApprovalView } from "../../src/approvals/view.ts";
import { anchoredClock, MINUTE } from "../../src/lib/clock.ts";
import { reveal, untrusted, type Untrusted } from "../../src/lib/untrusted.ts";
import type { EvidenceRow, RtrEntryRow, RtrSessionRow } from "../../src/store/rtr-rows.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { wordsOf } from "../bot/card-words.ts";
import { groupRow, placementRow } from "../fixtures/feed-rows.ts";
import { approvalRow, targetSnapshot } from "../fixtures/rows.ts";
import { startBed } from "../hosts/bed.ts";

const SESSION = "s3s4s5s6s7s8";

async function open() {
  const bed = await startBed({
    empty: true,
    hosts: [{ hostname: "web-01" }, { hostname: "web-02" }],
    alerts: [{ host: "web-01", display_name: "Credential theft", severity: 90, severity_name: "Critical" }],
  });
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  const clock = anchoredClock();
  const reports = reportsOf({ clock, store, hosts: bed.hosts, alerts: bed.alerts });
  const [web01 = "", web02 = ""] = ["web-01", "web-02"].map(
    (name) => bed.simulator.state.host(name)?.device_id,
  );
  const about = async (word: string): Promise<string> =>
    wordsOf(await reports.card({ about: word, days: 7, madeFor: "Ana" }));
  return { ...bed, store, clock, reports, web01, web02, about };
}

function session(now: number, changes: Partial<RtrSessionRow>): RtrSessionRow {
  return {
    id: SESSION,
    originKey: "turn:1",
    deviceId: undefined,
    hostname: untrusted("web-01"),
    platform: "windows",
    fleet: [],
    place: { surface: "web", channel: "soc" },
    ownerId: "ana",
    ownerName: untrusted("Ana Diaz"),
    ownerAccount: { surface: "web", id: "ana" },
    state: "closed",
    outcome: untrusted("ended by its owner"),
    falconId: "f1",
    directory: untrusted("C:\\"),
    help: undefined,
    isQueued: false,
    patienceMs: undefined,
    caseRef: undefined,
    holder: undefined,
    heldUntil: undefined,
    usedAt: now,
    openedAt: now - 20 * MINUTE,
    closedAt: now - MINUTE,
    version: 1,
    createdAt: now - 21 * MINUTE,
    updatedAt: now,
    ...changes,
  };
}

const entry = (now: number, changes: Partial<RtrEntryRow>): Omit<RtrEntryRow, "seq"> => ({
  id: "e1",
  originKey: "turn:2",
  sessionId: SESSION,
  personId: "ana",
  personName: untrusted("Ana Diaz"),
  account: { surface: "web", id: "ana" },
  command: untrusted("get C:\\a.exe"),
  exact: undefined,
  base: "get",
  tier: "active-responder",
  directory: untrusted("C:\\"),
  state: "done",
  outcome: undefined,
  approvalId: undefined,
  requestId: undefined,
  stdout: undefined,
  stderr: undefined,
  pieces: 0,
  results: [],
  version: 1,
  createdAt: now - 19 * MINUTE,
  sentAt: now - 19 * MINUTE,
  finishedAt: now - 18 * MINUTE,
  ...changes,
});

const evidence = (now: number, deviceId: string): EvidenceRow => ({
  id: "v1",
  sessionId: SESSION,
  entryId: "e1",
  deviceId,
  hostname: untrusted("web-01"),
  personId: "ana",
  personName: untrusted("Ana Diaz"),
  path: untrusted("C:\\a.exe"),
  sizeBytes: 2_048,
  sha256: "ab".repeat(32),
  hashCheck: "differs",
  archiveSha256: "cd".repeat(32),
  caseRef: untrusted("CASE-7"),
  archiveBytes: 900,
  state: "stored",
  outcome: undefined,
  version: 1,
  createdAt: now - 18 * MINUTE,
  storedAt: now - 17 * MINUTE,
});

it("has a session's commands and files, asked for by the session or by its host", async () => {
  const { store, clock, web01, about } = await open();
  const now = clock.now();
  await store.rtrSessions.insert(session(now, { deviceId: web01 }));
  await store.rtrEntries.append(entry(now, {}));
  await store.evidence.insert(evidence(now, web01));
  await store.audit.append(now, {
    event: "rtr.command",
    actor: "ana",
    actorName: untrusted("Ana Diaz"),
    devices: [web01],
    detail: { session: SESSION, entry: "e1" },
  });
  for (const word of [SESSION.toUpperCase(), "web-01"]) {
    const words = await about(word);
    expect(words).toContain("1 command, 1 file fetched.");
    expect(words).toContain("Ana Diaz ran `get C:\\a.exe` | [command e1] [audit #1] |");
    expect(words.match(/ran `get/g)).toHaveLength(1);
    expect(words).toContain("ab".repeat(32));
    expect(words).toContain("| CASE-7 | [evidence v1] |");
    expect(words).toContain("Why does the hash of");
  }
});

it("has a fleet's session for each of its hosts, and for no other", async () => {
  const { store, clock, web01, about } = await open();
  const host = {
    deviceId: web01,
    hostname: untrusted("web-01"),
    platform: "windows",
    verdict: "ready",
  } as const;
  await store.rtrSessions.insert(
    session(clock.now(), { fleet: [{ ...host, directory: untrusted("C:\\") }] }),
  );
  expect(await about("web-01")).toContain(`[session ${SESSION}]`);
  expect(await about("web-02")).not.toContain(`[session ${SESSION}]`);
});

it("names the incident card that its alerts stand on", async () => {
  const { store, simulator, about } = await open();
  const [alert] = simulator.state.alerts;
  await store.groups.put([groupRow({ id: "g1" })]);
  await store.groups.place([placementRow(alert!.composite_id, "g1")]);
  expect(await about("web-01")).toMatch(
    /An incident card was opened in \w+:\w+; it holds 1 alert \| \[group g1\]/,
  );
});

it("tells what people did to an alert, which the trail keeps under the alert's id", async () => {
  const { store, clock, simulator, about } = await open();
  const { composite_id: id } = simulator.state.alerts[0]!;
  const target = targetSnapshot({ id, hostname: untrusted("Credential theft") });
  const now = clock.now();
  await store.approvals.insert(
    approvalRow({
      id: "q3q4q5q6q7q8",
      kind: "alert.update",
      params: { status: "closed" },
      targets: [target],
      state: "done",
      createdAt: now,
    }),
  );
  await store.audit.append(now, {
    event: "approval.requested",
    actor: "ana",
    actorName: untrusted("Ana Diaz"),
    approval: "q3q4q5q6q7q8",
    devices: [id],
    hostnames: [target.hostname],
    detail: { kind: "alert.update", params: { status: "closed" }, reason: untrusted("false alarm") },
  });
  for (const word of ["web-01", "q3q4q5q6q7q8"])
    expect(await about(word)).toContain("Ana Diaz asked to close the alert Credential theft: false alarm");
});

it("is a document for agents, in words alone and labelled foreign", async () => {
  const { store, clock, reports, web01 } = await open();
  const approval = approvalRow({
    id: "q3q4q5q6q7q8",
    targets: [targetSnapshot({ id: web01 })],
    createdAt: clock.now(),
  });
  await store.approvals.insert(approval);
  const views = [{ approval } as ApprovalView];
  const documents = reportDocuments({ approvals: { list: async () => views }, reports });
  const person = { id: "ana", name: "Ana", roles: new Set(["viewer"] as const), accounts: [] };
  const { signal } = new AbortController();
  expect((await documents.list(person, signal)).map(({ id }) => id)).toEqual(["q3q4q5q6q7q8"]);
  const read = await documents.read("q3q4q5q6q7q8", person, signal);
  expect(read).toMatchObject({ mimeType: "text/markdown" });
  expect(reveal((read as { text: Untrusted }).text)).toContain("[request q3q4q5q6q7q8]");
  expect(await documents.read("nobody-77", person, signal)).toBeUndefined();
});
