/** Reports out of a real store and the records of a Falcon cloud. */
import { describe, expect, it, onTestFinished } from "vitest";
import { Ambiguity, NotFound } from "../../src/chat/ambiguity.ts";
import type { Card } from "../../src/chat/card.ts";
import { anchoredClock, DAY, HOUR } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { GroupsPort, SessionsPort } from "../../src/report/ports.ts";
import { createReports } from "../../src/report/service.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { wordsOf } from "../bot/card-words.ts";
import { approvalRow, containmentRow, executionRow, targetSnapshot, voteRow } from "../fixtures/rows.ts";
import { startBed } from "../hosts/bed.ts";
import { SESSION, sessionOf } from "./incident.ts";

const estate: SimulatorOptions = {
  empty: true,
  hosts: [{ hostname: "web-01", online: true }, { hostname: "twin" }, { hostname: "twin" }],
  alerts: [
    {
      host: "web-01",
      display_name: "Credential theft",
      severity: 90,
      severity_name: "Critical",
      status: "new",
    },
    { host: "web-01", display_name: "Odd logon", severity: 30, severity_name: "Low", status: "closed" },
    { host: "twin", display_name: "Elsewhere", severity: 30, severity_name: "Low", status: "new" },
  ],
};
const REQUEST = "k3j4m5n6p7q8";

async function open(
  options: SimulatorOptions = {},
  ports: { sessions?: SessionsPort; groups?: GroupsPort } = {},
) {
  const bed = await startBed({ ...estate, ...options });
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  const clock = anchoredClock();
  const reports = createReports({ clock, store, hosts: bed.hosts, alerts: bed.alerts, ...ports });
  const web = bed.simulator.state.host("web-01")?.device_id ?? "";
  const ask = async (about: string, days = 7): Promise<{ readonly words: string; readonly card: Card }> => {
    const card = await reports.card({ about, days, madeFor: "Ana Diaz" });
    return { card, words: wordsOf(card) };
  };
  return { ...bed, store, clock, web, ask };
}

/** An isolation of web-01, as its rows are left when it is done. */
async function isolate({ store, clock, web }: Awaited<ReturnType<typeof open>>, agoMs = HOUR): Promise<void> {
  const at = clock.now() - agoMs;
  const target = { id: web, hostname: untrusted("web-01") };
  await store.approvals.insert(
    approvalRow({
      id: REQUEST,
      state: "done",
      createdAt: at,
      targets: [targetSnapshot(target)],
      finishedAt: at + 9_000,
    }),
  );
  await store.votes.add(voteRow(REQUEST, { at: at + 1_000 }));
  await store.executions.insert(
    executionRow(REQUEST, {
      id: "x1",
      state: "verified",
      targetId: web,
      targetName: target.hostname,
      updatedAt: at + 9_000,
    }),
  );
  await store.containments.insert(
    containmentRow(REQUEST, { id: "h1", deviceId: web, containedAt: at + 8_000 }),
  );
  const about = { approval: REQUEST, devices: [web], hostnames: [target.hostname] };
  const by = { actor: "ana", actorName: untrusted("Ana Diaz") };
  await store.audit.append(at, { event: "approval.requested", ...by, ...about, detail: { kind: "contain" } });
  await store.audit.append(at + 9_000, { event: "approval.done", actor: "falconer", ...about });
}

describe("what a report can be about", () => {
  it("a host by its name in any case, by its id and by its address", async () => {
    const world = await open();
    const address = world.simulator.state.host("web-01")!["local_ip"];
    for (const written of ["WEB-01", world.web, `aid:${world.web}`, address]) {
      const { words } = await world.ask(written);
      expect(words).toContain("Report: web-01");
      expect(words).toContain("2 detections on web-01");
      expect(words).not.toContain("Elsewhere");
    }
  });

  it("several hosts of one name are a choice, and no host at all is said", async () => {
    const world = await open();
    await expect(world.ask("twin")).rejects.toThrow(Ambiguity);
    await expect(world.ask("nobody-77")).rejects.toThrow(NotFound);
    await expect(world.ask("f".repeat(32))).rejects.toThrow(NotFound);
  });

  it("a request, with its votes, what was carried out and the alerts of its hosts", async () => {
    const world = await open();
    await isolate(world);
    const { words, card } = await world.ask(REQUEST.toUpperCase());
    for (const word of [
      "Ana Diaz asked to isolate web-01",
      `\\[audit #1\\]`.replaceAll("\\", ""),
      `[vote ${REQUEST}/lee]`,
      "[execution x1]",
      "[containment h1]",
      "Credential theft",
    ])
      expect(words).toContain(word);
    expect(card.data).toMatchObject({ about: { kind: "request" }, requests: [REQUEST], hosts: [world.web] });
  });

  it("an alert, by its id, with what happened around it on its host", async () => {
    const world = await open();
    await isolate(world);
    const [alert] = world.simulator.state.alerts.filter(
      ({ display_name }) => display_name === "Credential theft",
    );
    const { words, card } = await world.ask(alert!.composite_id);
    expect(words).toContain("This report is about Credential theft, critical");
    expect(words).toContain("Odd logon");
    expect(card.data).toMatchObject({ about: { kind: "alert" }, requests: [REQUEST] });
  });

  it("a session, with its commands and files", async () => {
    const made: { record?: ReturnType<typeof sessionOf> } = {};
    const sessions: SessionsPort = {
      get: async (id) => (id === SESSION ? made.record : undefined),
      onDevices: async (ids) => (made.record?.deviceIds.some((id) => ids.includes(id)) ? [made.record] : []),
    };
    const world = await open({}, { sessions });
    const now = world.clock.now();
    made.record = { ...sessionOf(), deviceIds: [world.web], openedAt: now - HOUR, closedAt: now };
    const { words, card } = await world.ask(SESSION);
    expect(words).toContain("Session `s3s4s5s6s7s8s9sa`");
    expect(words).toContain("ran `ps`");
    expect(words).toContain("[evidence v1]");
    expect(card.data).toMatchObject({ about: { kind: "session" }, sessions: [SESSION] });
    expect((await world.ask("web-01")).card.data).toMatchObject({ sessions: [SESSION] });
  });
});

describe("what is missing", () => {
  it("is asked for among the open questions while Falcon refuses one thing, and the rest is there", async () => {
    const world = await open({ faults: [{ path: "/alerts", fault: { status: 403 }, count: -1 }] });
    await isolate(world);
    const { words, card } = await world.ask("web-01");
    expect(card.tone).toBe("warning");
    expect(words).toContain("Not known: the detections");
    expect(words).toContain("Alerts: Read");
    expect(words).toContain("[execution x1]");
  });

  it("does not keep a request's own record from being told while Falcon is away", async () => {
    const world = await open({ faults: [{ path: "/", fault: { status: 403 }, count: -1 }] });
    await isolate(world);
    const { words } = await world.ask(REQUEST);
    expect(words).toContain("Ana Diaz asked to isolate web-01");
    expect(words).toContain("What do the records say of the hosts' records?");
  });

  it("is no obstacle for a machine that Falcon has forgotten", async () => {
    const world = await open();
    await isolate({ ...world, web: "e".repeat(32) });
    const { words } = await world.ask("e".repeat(32));
    expect(words).toContain("What became of the host");
    expect(words).toContain(`[request ${REQUEST}]`);
  });

  it("leaves out what lies before the days that were asked for", async () => {
    const world = await open();
    await isolate(world, 10 * DAY);
    expect((await world.ask("web-01", 7)).card.data).toMatchObject({ requests: [] });
    expect((await world.ask("web-01", 20)).card.data).toMatchObject({ requests: [REQUEST] });
  });
});

it("carries both files under names that are ids, and the words as data", async () => {
  const world = await open({ hosts: [{ hostname: "../../etc/passwd" }], alerts: [] });
  const { card } = await world.ask("../../etc/passwd");
  const files = card.blocks.filter((block) => block.kind === "file");
  const id = world.simulator.state.hosts[0]!.device_id;
  expect(files.map(({ name }) => name.replace(/\d{4}-\d\d-\d\d/, "DAY"))).toEqual([
    `report-host-${id}-DAY.md`,
    `report-host-${id}-DAY.html`,
  ]);
  const [, page] = files;
  expect(page !== undefined && "bytes" in page && Buffer.from(page.bytes).toString("utf8")).toContain(
    "<!doctype html>",
  );
  expect(JSON.stringify(card.data)).toContain("# Incident report");
});
