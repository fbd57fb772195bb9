import { describe, expect, it, onTestFinished } from "vitest";
import type { Alert } from "../../src/simulator/alert-book.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator.ts";
import { startBed } from "./caller.ts";

const COMBINED = "/alerts/combined/alerts/v1";

async function bed(options: SimulatorOptions = {}) {
  const made = await startBed(options);
  onTestFinished(() => made.simulator.stop());
  const combined = (body: object = {}) => made.send("POST", COMBINED, body);
  const ids = async (query: Record<string, string> = {}) =>
    (await made.get("/alerts/queries/alerts/v2", query)).body.resources as string[];
  const patch = (composite_ids: readonly string[], ...changes: readonly (readonly [string, unknown])[]) =>
    made.send("PATCH", "/alerts/entities/alerts/v3", {
      composite_ids,
      action_parameters: changes.map(([name, value]) => ({ name, value })),
    });
  return { ...made, combined, ids, patch };
}

describe("finding alerts", () => {
  it("filters by what an analyst asks for", async () => {
    const { simulator, ids } = await bed();
    const wanted = simulator.state.alerts.filter(
      ({ severity_name, status, product }) =>
        ["High", "Critical"].includes(severity_name) && status === "new" && product === "epp",
    );
    const filter = "(severity_name:'High',severity_name:'Critical')+status:'new'+product:'epp'";
    expect((await ids({ filter })).toSorted()).toEqual(
      wanted.map(({ composite_id }) => composite_id).toSorted(),
    );
    expect(await ids({ filter: "assigned_to_name:!'*'", limit: "1000" })).toHaveLength(6);
    expect(await ids({ filter: "device.hostname:'WIN-NOWHERE'" })).toEqual([]);
    expect(await ids({ q: "bootloader" })).not.toEqual([]);
  });

  it("shows hidden alerts unless told not to", async () => {
    const { ids } = await bed();
    expect(await ids({ limit: "1000" })).toHaveLength(60);
    expect(await ids({ limit: "1000", include_hidden: "false" })).toHaveLength(59);
  });

  it("pages by offset no deeper than ten thousand", async () => {
    const { get } = await bed();
    const { status } = await get("/alerts/queries/alerts/v2", { limit: "9990", offset: "11" });
    expect(status).toBe(400);
  });

  it("gives details of at most a thousand ids, in no order, unknown ones left out", async () => {
    const { send, ids } = await bed();
    const all = await ids({ limit: "100" });
    const path = "/alerts/entities/alerts/v2";
    const { body } = await send("POST", path, { composite_ids: [...all, "unknown"] });
    const answered = (body.resources as Alert[]).map(({ composite_id }) => composite_id);
    expect(answered.toSorted()).toEqual(all.toSorted());
    expect(answered).not.toEqual(all);
    const many = Array.from({ length: 1_001 }, (_, index) => String(index));
    expect((await send("POST", path, { composite_ids: many })).status).toBe(413);
    expect((await send("POST", path, {})).status).toBe(400);
  });

  it("pages whole alerts by token to an empty one, new ones arriving meanwhile", async () => {
    const { simulator, combined } = await bed();
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { body } = await combined({
        limit: 25,
        sort: "created_timestamp.asc",
        ...(after ? { after } : {}),
      });
      seen.push(...(body.resources as Alert[]).map(({ composite_id }) => composite_id));
      after = String(body.meta.pagination?.["after"]);
      if (seen.length === 25) simulator.addAlert({ created_timestamp: "2026-03-02T09:00:00.000000001Z" });
    } while (after !== "");
    expect(seen).toHaveLength(61);
    expect(new Set(seen).size).toBe(61);
  });

  it("loses nothing when the last alert of a page moves while paging", async () => {
    const { simulator, combined } = await bed();
    const body = { limit: 20, sort: "updated_timestamp.asc" };
    const first = (await combined(body)).body;
    const last = (first.resources as Alert[]).at(-1);
    simulator.setAlert(last?.composite_id ?? "", { status: "reopened" });
    const rest = (await combined({ ...body, limit: 1000, after: first.meta.pagination?.["after"] })).body;
    expect(rest.resources).toHaveLength(41);
    expect((rest.resources as Alert[]).at(-1)?.composite_id).toBe(last?.composite_id);
  });

  it("binds a token to its filter and sort", async () => {
    const { combined } = await bed();
    const { body } = await combined({ limit: 5 });
    const after = body.meta.pagination?.["after"];
    expect((await combined({ limit: 5, after })).status).toBe(200);
    expect((await combined({ limit: 5, after, filter: "status:'new'" })).status).toBe(400);
    expect((await combined({ after: "nonsense" })).status).toBe(400);
    expect((await combined({ limit: 1001 })).status).toBe(400);
  });
});

describe("writing to alerts", () => {
  it("changes status, people, comments and tags in one call", async () => {
    const { simulator, ids, patch, advance } = await bed();
    const [id = ""] = await ids({ filter: "status:'new'" });
    const before = simulator.state.alert(id);
    advance(60_000);
    const answer = await patch(
      [id],
      ["add_tag", "true_positive"],
      ["update_status", "closed"],
      ["append_comment", "first"],
      ["append_comment", "second"],
      ["assign_to_user_id", "Ana.Diaz@meridian.example"],
    );
    expect(answer.body.meta.writes).toEqual({ resources_affected: 1 });
    const alert = simulator.state.alert(id);
    expect(alert).toMatchObject({
      status: "closed",
      tags: ["true_positive"],
      resolution: "true_positive",
      assigned_to_name: "Ana Diaz",
      comment: "second",
      comments: [{ value: "first" }, { value: "second" }],
    });
    expect(alert?.["seconds_to_resolved"]).toBeGreaterThan(60);
    expect(alert?.updated_timestamp).not.toBe(before?.updated_timestamp);
    expect(alert?.created_timestamp).toBe(before?.created_timestamp);
  });

  it("removes tags before it adds any, and people as easily as it adds them", async () => {
    const { simulator, ids, patch } = await bed();
    const [id = ""] = await ids({ filter: "tags:'ignored'" });
    await patch([id], ["add_tag", "true_positive"], ["remove_tags_by_prefix", "ig"], ["unassign", "true"]);
    expect(simulator.state.alert(id)).toMatchObject({ tags: ["true_positive"], assigned_to_name: "" });
    expect(await ids({ filter: `composite_id:'${id}'+assigned_to_name:!'*'` })).toEqual([id]);
  });

  it.each([
    [["show_in_ui", true], "must be a string"],
    [["explode", "now"], "invalid action parameter"],
    [["update_status", "done"], "invalid status"],
    [["assign_to_uuid", "nobody"], "unknown user"],
  ] as const)("refuses %j and leaves everything as it was", async (change, message) => {
    const { simulator, ids, patch } = await bed();
    const two = await ids({ limit: "2" });
    const before = two.map((id) => simulator.state.alert(id));
    const { status, body } = await patch(two, ["add_tag", "x"], change);
    expect([status, body.errors[0]?.message]).toEqual([400, expect.stringContaining(message)]);
    expect(two.map((id) => simulator.state.alert(id))).toEqual(before);
  });

  it("takes one assignment at most and reports unknown alerts", async () => {
    const { ids, patch } = await bed();
    const [id = ""] = await ids();
    expect((await patch([id], ["assign_to_name", "Ana Diaz"], ["unassign", "true"])).status).toBe(400);
    const { status, body } = await patch([id, "unknown"], ["update_status", "new"]);
    expect(status).toBe(200);
    expect(body.errors).toMatchObject([{ code: 404, id: "unknown" }]);
    expect(body.meta.writes?.resources_affected).toBe(1);
  });
});

describe("counting alerts", () => {
  it("fills buckets by term and by day, and knows no field that is not there", async () => {
    const { send, simulator } = await bed();
    const requests = [
      { name: "severity", type: "terms", field: "severity_name", sort: "_count|desc" },
      { name: "days", type: "date_histogram", field: "created_timestamp", interval: "day" },
      { name: "none", type: "terms", field: "nothing" },
      { name: "small", type: "terms", field: "device.hostname", size: 2 },
    ];
    const { body } = await send("POST", "/alerts/aggregates/alerts/v2", requests);
    const [severity, days, none, small] = body.resources as { buckets: { label: string; count: number }[] }[];
    const high = simulator.state.alerts.filter(({ severity_name }) => severity_name === "High").length;
    expect(severity?.buckets).toContainEqual({ label: "High", count: high });
    expect(days?.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(60);
    expect(none?.buckets).toEqual([]);
    expect(small?.buckets).toHaveLength(2);
    expect((await send("POST", "/alerts/aggregates/alerts/v2", { name: "x" })).status).toBe(400);
  });
});

describe("alerts to come", () => {
  it("appear on the clock, and stop when their host is contained through the API", async () => {
    const { simulator, advance, send, ids } = await bed({ scenario: "incident" });
    const fresh = () => ids({ filter: "created_timestamp:>'2026-03-02T09:00:00Z'" });
    expect(await fresh()).toEqual([]);
    advance(10_000);
    expect(await fresh()).toHaveLength(1);
    const device = simulator.state.host("WIN-FIN-07")?.device_id;
    const path = "/devices/entities/devices-actions/v2";
    await send("POST", path, { ids: [device] }, { action_name: "contain" });
    advance(170_000);
    expect(await fresh()).toHaveLength(1);
  });

  it("can be added by hand, with a severity by name or number", async () => {
    const { simulator, ids } = await bed({ empty: true, hosts: [{ hostname: "LAB-1" }] });
    const one = simulator.addAlert({ host: "lab-1", severity_name: "Critical", display_name: "Lab finding" });
    const two = simulator.addAlert({ severity: 30 });
    expect([one.severity, two.severity_name]).toEqual([90, "Low"]);
    expect(await ids({ filter: "device.hostname:['LAB-1']+display_name:'lab finding'" })).toEqual([
      one.composite_id,
    ]);
    expect(await ids()).toHaveLength(2);
  });
});
