import { describe, expect, it } from "vitest";
import { NotFound } from "../../src/chat/ambiguity.ts";
import { buttonsOf, optionsOf, wordsOf } from "../bot/card-words.ts";
import { startBed } from "../hosts/bed.ts";
import { faultOf } from "../hosts/outcome.ts";

const estate = { empty: true, hosts: [{ hostname: "web-01" }, { hostname: "web-02" }] } as const;

async function threeAlerts() {
  const bed = await startBed({
    ...estate,
    alerts: [
      { host: "web-01", display_name: "Low one", severity: 30, severity_name: "Low", status: "new" },
      {
        host: "web-01",
        display_name: "High one",
        severity: 70,
        severity_name: "High",
        status: "in_progress",
      },
      {
        host: "web-02",
        display_name: "Critical one",
        severity: 90,
        severity_name: "Critical",
        status: "closed",
      },
    ],
  });
  return { ...bed, web01: bed.simulator.state.host("web-01")!.device_id };
}

describe("listing alerts", () => {
  it.each([
    [{}, 3],
    [{ severity: "high" }, 2],
    [{ severity: "critical" }, 1],
    [{ severity: "informational" }, 3],
    [{ status: "open" }, 2],
    [{ status: "closed" }, 1],
    [{ product: "EPP" }, 3],
    [{ product: "idp" }, 0],
    [{ limit: 1 }, 3],
  ] as const)("%o finds %i", async (wanted, total) => {
    const { alerts } = await threeAlerts();
    const { data } = await alerts.listCard({ days: 7, limit: 20, ...wanted });
    expect(data).toMatchObject({ total });
  });

  it("means this severity and worse, and says so", async () => {
    const { alerts } = await threeAlerts();
    const words = wordsOf(await alerts.listCard({ days: 7, limit: 20, severity: "high" }));
    expect(words).toContain("severity high or worse");
    expect(words).toContain("High one");
    expect(words).toContain("Critical one");
    expect(words).not.toContain("Low one");
  });

  it("keeps to one host, and offers each alert by its id", async () => {
    const { alerts, hosts, simulator } = await threeAlerts();
    const device = await hosts.find("web-02");
    const card = await alerts.listCard({ days: 7, limit: 20, device });
    const [only] = simulator.state.alerts.filter(({ display_name }) => display_name === "Critical one");
    expect(optionsOf(card).map(({ press }) => press.args)).toEqual([{ id: only!.composite_id }]);
  });

  it("finds an alert that has a number and no name", async () => {
    const bed = await startBed({
      ...estate,
      alerts: [{ host: "web-01", display_name: "Nameless", severity: 75, severity_name: undefined as never }],
    });
    const { data } = await bed.alerts.listCard({ days: 7, limit: 20, severity: "high" });
    expect(data).toMatchObject({ total: 1 });
    expect((data as { alerts: unknown[] }).alerts).toHaveLength(1);
  });

  it("finds techniques by id, by the id above it, and by name", async () => {
    const bed = await startBed({
      ...estate,
      alerts: [
        {
          host: "web-01",
          technique: "PowerShell",
          technique_id: "T1059.001",
          tactic: "Execution",
          tactic_id: "TA0002",
        },
      ],
    });
    for (const technique of ["T1059", "t1059.001", "powershell", "execution", "TA0002"]) {
      expect(await bed.alerts.listCard({ days: 7, limit: 5, technique })).toMatchObject({
        data: { total: 1 },
      });
    }
    expect(await bed.alerts.listCard({ days: 7, limit: 5, technique: "T1003" })).toMatchObject({
      data: { total: 0 },
    });
  });

  it("an empty list says what was asked", async () => {
    const { alerts } = await startBed(estate);
    const words = wordsOf(await alerts.listCard({ days: 1, limit: 5, status: "open", technique: "<!here>" }));
    expect(words).toContain("No detections");
    expect(words).toContain("None found: the last 1 day, status open, technique <!here>.");
  });
});

describe("one alert", () => {
  it("is found by composite id, by its short id and by a console link", async () => {
    const { alerts, simulator } = await threeAlerts();
    const [first] = simulator.state.alerts;
    const link = `https://falcon.crowdstrike.com/activity-v2/detections/${encodeURIComponent(first!.composite_id)}?_cid=1`;
    for (const written of [first!.composite_id, first!.id, link]) {
      expect((await alerts.get(written)).compositeId).toBe(first!.composite_id);
    }
  });

  it("that does not exist is said so", async () => {
    const { alerts } = await threeAlerts();
    for (const id of [
      "nothing",
      `${"a".repeat(32)}:ind:${"b".repeat(32)}:1-2-3`,
      `ind:${"b".repeat(32)}:1-2-3`,
    ]) {
      expect(await faultOf(alerts.get(id))).toBeInstanceOf(NotFound);
    }
  });

  it("shows that nothing was blocked, and what can be done", async () => {
    const bed = await startBed({
      ...estate,
      alerts: [
        {
          host: "web-01",
          pattern_disposition: 0,
          pattern_disposition_description: "Detection, standard detection.",
        },
      ],
    });
    const card = await bed.alerts.card(bed.simulator.state.alerts[0]!.composite_id);
    expect(wordsOf(card)).toContain("Detection only: nothing was blocked");
    const host = bed.simulator.state.host("web-01")!.device_id;
    const alert = bed.simulator.state.alerts[0]!.composite_id;
    expect(buttonsOf(card).map(({ label, press }) => [label, press.command, press.args])).toEqual([
      ["Isolate", "isolate", { hosts: host }],
      ["Assign to me", "assign", { alert, person: "me" }],
      ["Close", "close", { alert }],
      ["RTR", "rtr", { host }],
      ["Host", "host", { host }],
    ]);
  });

  it("shows what was blocked", async () => {
    const bed = await startBed({
      ...estate,
      alerts: [
        {
          host: "web-01",
          pattern_disposition: 2048,
          pattern_disposition_description: "Prevention, process killed.",
        },
      ],
    });
    const words = wordsOf(await bed.alerts.card(bed.simulator.state.alerts[0]!.composite_id));
    expect(words).toContain("Blocked (process killed).");
  });

  it("every alert that the console shows has a card", async () => {
    const { alerts, simulator } = await startBed({ scenario: "hostile" });
    const shown = simulator.state.alerts.filter(({ show_in_ui }) => show_in_ui);
    const ids = shown.map(({ composite_id }) => composite_id);
    const cards = await Promise.all(ids.slice(0, 40).map((id) => alerts.card(id)));
    for (const [i, card] of cards.entries()) expect(wordsOf(card)).toContain(`Alert id: ${ids[i]}`);
  });
});

describe("open alerts of a host", () => {
  it("counts what is not closed and names the worst", async () => {
    const { alerts, web01, simulator } = await threeAlerts();
    expect(await alerts.openFor(web01)).toEqual({ count: 2, worst: "high" });
    expect(await alerts.openFor(simulator.state.host("web-02")!.device_id)).toEqual({ count: 0 });
  });
});
