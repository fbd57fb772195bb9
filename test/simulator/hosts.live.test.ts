import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Device } from "../../src/simulator/host-book.ts";
import { startBed } from "./caller.ts";
import type { TestBed } from "./caller.ts";

let shared: TestBed;
beforeAll(async () => {
  shared = await startBed();
});
afterAll(() => shared.simulator.stop());

const names = (resources: readonly unknown[]): string[] =>
  (resources as Device[]).map(({ hostname }) => hostname).sort();

describe("finding hosts", () => {
  it.each([
    ["hostname:['WIN-FIN-07']", ["WIN-FIN-07"]],
    ["hostname:'win-fin-07'", ["WIN-FIN-07"]],
    ["hostname:'DC-0*'", ["DC-01", "DC-02"]],
    ["status:'contained'", ["WIN-SALES-02"]],
    ["tags:'FalconGroupingTags/plc'", ["PLC-GW-01", "PLC-GW-02"]],
    ["platform_name:'Linux'+product_type_desc:'Server'+hostname:*'*DB*'", ["LNX-DB-01", "LNX-DB-02"]],
    ["last_seen:<'now-30d'", ["WIN-HR-02", "WIN-HR-02"]],
  ])("%s", async (filter, expected) => {
    const { body } = await shared.get("/devices/combined/devices/v1", { filter });
    expect(names(body.resources)).toEqual(expected);
  });

  it("pages ids by offset, and no deeper than ten thousand", async () => {
    const path = "/devices/queries/devices/v1";
    const all = await shared.get(path, { limit: "5000", sort: "hostname.asc" });
    const page = await shared.get(path, { limit: "2", offset: "3", sort: "hostname.asc" });
    expect(page.body.resources).toEqual(all.body.resources.slice(3, 5));
    expect(page.body.meta.pagination).toEqual({ total: 41, offset: 3, limit: 2 });
    const deep = await shared.get(path, { limit: "100", offset: "9901" });
    expect(deep.status).toBe(400);
    expect(deep.body.errors[0]?.message).toContain("10000");
  });

  it("scrolls through all hosts once, until a page is empty", async () => {
    const seen: unknown[] = [];
    let offset = "";
    for (;;) {
      const query = { limit: "12", ...(offset === "" ? {} : { offset }) };
      const { body } = await shared.get("/devices/queries/devices-scroll/v1", query);
      if (body.resources.length === 0) break;
      seen.push(...body.resources);
      offset = String(body.meta.pagination?.["offset"]);
    }
    expect(new Set(seen).size).toBe(41);
    expect(seen).toHaveLength(41);
  });

  it("lets a scroll die after two minutes", async () => {
    const bed = await startBed();
    onTestFinished(() => bed.simulator.stop());
    const first = await bed.get("/devices/queries/devices-scroll/v1", { limit: "5" });
    bed.advance(120_001);
    const offset = String(first.body.meta.pagination?.["offset"]);
    expect((await bed.get("/devices/queries/devices-scroll/v1", { limit: "5", offset })).status).toBe(400);
  });

  it("turns combined pages by token and shows only the fields asked for", async () => {
    const path = "/devices/combined/devices/v1";
    const first = await shared.get(path, {
      limit: "40",
      fields: "hostname,device_id",
      sort: "hostname.desc",
    });
    expect(Object.keys(first.body.resources[0] as object)).toEqual(["hostname", "device_id"]);
    const offset = String(first.body.meta.pagination?.["next"]);
    const second = await shared.get(path, { limit: "40", offset, sort: "hostname.desc" });
    expect(names(second.body.resources)).toEqual(["DC-01"]);
    expect(second.body.meta.pagination?.["next"]).toBe("");
  });

  it("says no to a filter, a sort or a limit that cannot be", async () => {
    for (const query of [
      { filter: "hostname=x" },
      { sort: "hostname desc" },
      { limit: "5001" },
      { limit: "-1" },
    ]) {
      expect((await shared.get("/devices/queries/devices/v1", query)).status).toBe(400);
    }
  });

  it("takes a raw plus for the blank that it is", async () => {
    const answer = await shared.get(`/devices/queries/devices/v1?filter=status:'normal'+platform_name:'Mac'`);
    expect(answer.status).toBe(400);
    expect(shared.simulator.state.calls.at(-1)?.query).toEqual({
      filter: ["status:'normal' platform_name:'Mac'"],
    });
  });
});

describe("reading hosts", () => {
  it("leaves unknown ids out and keeps no order", async () => {
    const ids = shared.simulator.state.hosts.map(({ device_id }) => device_id);
    const { body } = await shared.send("POST", "/devices/entities/devices/v2", {
      ids: [...ids, "0".repeat(32)],
    });
    const answered = (body.resources as Device[]).map(({ device_id }) => device_id);
    expect(answered.toSorted()).toEqual(ids.toSorted());
    expect(answered).not.toEqual(ids);
    expect(body.errors).toEqual([]);
  });

  it("limits the ids of one call and wants at least one", async () => {
    const many = Array.from({ length: 101 }, (_, index) => String(index));
    expect((await shared.get("/devices/entities/devices/v2", { ids: many })).status).toBe(400);
    expect((await shared.get("/devices/entities/devices/v2")).status).toBe(400);
    const tooMany = Array.from({ length: 5_001 }, (_, index) => String(index));
    expect((await shared.send("POST", "/devices/entities/devices/v2", { ids: tooMany })).status).toBe(400);
  });

  it("tells who is online", async () => {
    const { host } = shared.simulator.state;
    const ids = ["WIN-FIN-07", "MAC-DES-03"].map((name) => host(name)?.device_id ?? "");
    const { body } = await shared.get("/devices/entities/online-state/v1", { ids: [...ids, "nobody"] });
    expect(body.resources).toMatchObject([
      { id: ids[0], state: "online" },
      { id: ids[1], state: "offline" },
    ]);
  });

  it("shows log-ons of the window asked for, newest first", async () => {
    const id = shared.simulator.state.host("WIN-FIN-07")?.device_id;
    const history = async (query: Record<string, string>) => {
      const path = "/devices/combined/devices/login-history/v2";
      const { body } = await shared.send("POST", path, { ids: [id] }, query);
      return (body.resources[0] as { recent_logins: { login_time: string }[] }).recent_logins;
    };
    const week = (await history({})).map(({ login_time }) => login_time);
    expect(week).toHaveLength(10);
    expect(week).toEqual(week.toSorted().toReversed());
    expect((await history({ from: "now-1d" })).length).toBeLessThan(4);
    expect(await history({ limit: "1" })).toHaveLength(1);
    const ids = Array.from({ length: 11 }, () => id);
    expect((await shared.send("POST", "/devices/combined/devices/login-history/v2", { ids })).status).toBe(
      400,
    );
  });

  it("knows groups and their members", async () => {
    const groups = await shared.get("/devices/combined/host-groups/v1", {
      filter: "name:'domain controllers'",
    });
    const [group] = groups.body.resources as { id: string; name: string }[];
    const members = await shared.get("/devices/combined/host-group-members/v1", { id: group?.id ?? "" });
    expect(names(members.body.resources)).toEqual(["DC-01", "DC-02"]);
    const ids = await shared.get("/devices/queries/devices/v1", { filter: `groups:'${group?.id}'` });
    expect(ids.body.resources).toHaveLength(2);
  });
});

describe("changing hosts", () => {
  async function bed() {
    const made = await startBed();
    onTestFinished(() => made.simulator.stop());
    const id = made.simulator.state.host("WIN-FIN-07")?.device_id ?? "";
    const act = (action_name: string, ids: readonly string[] = [id]) =>
      made.send("POST", "/devices/entities/devices-actions/v2", { ids }, { action_name });
    const status = async () => {
      const { body } = await made.get("/devices/entities/devices/v2", { ids: id });
      return (body.resources[0] as Device).status;
    };
    return { ...made, id, act, status };
  }

  it("contains in the time it takes, and lifts the same way", async () => {
    const { id, act, status, advance, simulator } = await bed();
    const accepted = await act("contain");
    expect(accepted.status).toBe(202);
    expect(accepted.body.resources).toEqual([{ id, path: `/devices/entities/devices/v1?ids=${id}` }]);
    expect(await status()).toBe("containment_pending");
    advance(4_000);
    expect(await status()).toBe("contained");
    expect((await act("contain")).status).toBe(409);
    expect((await act("lift_containment")).status).toBe(202);
    expect(await status()).toBe("lift_containment_pending");
    advance(4_000);
    expect(await status()).toBe("normal");
    expect([simulator.state.containCalls(id), simulator.state.liftCalls(id)]).toEqual([1, 1]);
  });

  it("waits for an offline host", async () => {
    const { id, act, advance, simulator } = await bed();
    simulator.setHost(id, { online: false });
    await act("contain");
    advance(3_600_000);
    expect(simulator.state.host(id)?.status).toBe("containment_pending");
    simulator.setHost("win-fin-07", { online: true });
    advance(4_000);
    expect(simulator.state.host(id)?.status).toBe("contained");
  });

  it("answers per host when only some can be changed", async () => {
    const { id, act, simulator } = await bed();
    const contained = simulator.state.host("WIN-SALES-02")?.device_id ?? "";
    const { status, body } = await act("contain", [id, contained, "f".repeat(32)]);
    expect(status).toBe(202);
    expect(body.resources).toHaveLength(1);
    expect(body.errors.map(({ code, id: about }) => [code, about])).toEqual([
      [409, contained],
      [404, "f".repeat(32)],
    ]);
    expect((await act("contain", ["f".repeat(32)])).status).toBe(404);
    expect((await act("explode")).status).toBe(400);
  });

  it("hides hosts and brings them back", async () => {
    const { id, act, get } = await bed();
    await act("hide_host");
    expect((await get("/devices/queries/devices/v1", { limit: "5000" })).body.resources).not.toContain(id);
    expect((await get("/devices/queries/devices-hidden/v1")).body.resources).toEqual([id]);
    await act("unhide_host");
    expect((await get("/devices/queries/devices/v1", { limit: "5000" })).body.resources).toContain(id);
  });

  it("sets and removes grouping tags, with a result for each host", async () => {
    const { id, send, simulator } = await bed();
    const tag = (action: string, tags: string[]) =>
      send("PATCH", "/devices/entities/devices/tags/v1", { action, device_ids: [id, "nobody"], tags });
    const { status, body } = await tag("add", ["FalconGroupingTags/vip"]);
    expect(status).toBe(202);
    expect(body.resources).toMatchObject([
      { device_id: id, updated: true, code: 200 },
      { device_id: "nobody", updated: false, code: 404 },
    ]);
    expect(simulator.state.host(id)?.tags).toContain("FalconGroupingTags/vip");
    await tag("remove", ["FalconGroupingTags/vip"]);
    expect(simulator.state.host(id)?.tags).not.toContain("FalconGroupingTags/vip");
    expect((await tag("add", ["SensorGroupingTags/x"])).status).toBe(400);
  });

  it("gives a machine installed anew another id under the same name", async () => {
    const { id, simulator, get, advance } = await bed();
    advance(1_000);
    const fresh = simulator.replaceHost("WIN-FIN-07");
    expect(fresh).toMatchObject({ hostname: "WIN-FIN-07", status: "normal" });
    expect(fresh.device_id).not.toBe(id);
    const { body } = await get("/devices/queries/devices/v1", { filter: "hostname:['WIN-FIN-07']" });
    expect((body.resources as string[]).toSorted()).toEqual([id, fresh.device_id].toSorted());
    expect(simulator.state.host("WIN-FIN-07")?.device_id).toBe(fresh.device_id);
  });
});
