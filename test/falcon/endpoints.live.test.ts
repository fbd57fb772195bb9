import { describe, expect, it } from "vitest";
import { fql } from "../../src/falcon/fql.ts";
import { bed } from "./bed.ts";
import { failure, json, list, type Answer, type Seen } from "./server.ts";

const DETAILS = "/devices/entities/devices/v2";
const STATES = "/devices/entities/online-state/v1";
const LOGINS = "/devices/combined/devices/login-history/v2";
const ACTIONS = "/devices/entities/devices-actions/v2";
const ALERT_CHANGES = "/alerts/entities/alerts/v3";
const ALERT_QUERY = "/alerts/queries/alerts/v2";
const ALERT_DETAILS = "/alerts/entities/alerts/v2";
const USERS = "/user-management/entities/users/GET/v1";

const idsUpTo = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => i.toString(16).padStart(32, "0"));
const asked = (seen: Seen): readonly string[] => {
  const { ids, composite_ids: composite } = JSON.parse(seen.body) as Record<string, readonly string[]>;
  return ids ?? composite ?? [];
};
/** Answers with a record for each id but the unknown ones, last first. */
const backwards =
  (key: string, unknown: readonly string[] = []): Answer =>
  (response, seen, count) => {
    const known = asked(seen).filter((id) => !unknown.includes(id));
    list(known.reverse().map((id) => ({ [key]: id })))(response, seen, count);
  };

describe("records by id", () => {
  it("come in the order of the question, each once, and unknown ones are absent", async () => {
    const { server, falcon } = await bed();
    const [a, b, c] = idsUpTo(3) as [string, string, string];
    server.on(DETAILS, backwards("device_id", [b]));
    expect((await falcon.hosts.details([c, b, a, c])).map(({ id }) => id)).toEqual([c, a]);
    expect(server.to(DETAILS).map(asked)).toEqual([[c, b, a]]);
  });

  it("are asked for five hundred at a time", async () => {
    const { server, falcon } = await bed();
    const ids = idsUpTo(1_201);
    server.on(DETAILS, backwards("device_id"));
    expect((await falcon.hosts.details(ids)).map(({ id }) => id)).toEqual(ids);
    expect(server.to(DETAILS).map((seen) => asked(seen).length)).toEqual([500, 500, 201]);
  });

  it("of alerts keep their order too, whatever their ids look like", async () => {
    const { server, falcon } = await bed();
    const ids = ["cid:ind:cid:ABCD-EF", "cid:thirdparty:cid:a|b c+d", "cid:ngsiem:cid:00"];
    server.on(ALERT_DETAILS, backwards("composite_id"));
    expect((await falcon.alerts.details(ids)).map(({ compositeId }) => compositeId)).toEqual(ids);
    expect(server.to(ALERT_DETAILS)[0]?.query.get("include_hidden")).toBe("false");
  });

  it("cost no call when none is asked for", async () => {
    const { server, falcon } = await bed();
    expect(await falcon.hosts.details([])).toEqual([]);
    expect((await falcon.hosts.loginHistory([])).size).toBe(0);
    expect((await falcon.hosts.onlineState([])).size).toBe(0);
    expect(server.seen).toEqual([]);
  });

  it("of one unknown host are none, also where Falcon says 404", async () => {
    const { server, falcon } = await bed();
    server.on(DETAILS, failure(404), json(200, { meta: {}, resources: [], errors: [{ code: 404 }] }));
    expect(await falcon.hosts.details(["a".repeat(32)])).toEqual([]);
    expect(await falcon.hosts.details(["a".repeat(32)])).toEqual([]);
  });

  it("that are part of a success with errors are kept", async () => {
    const { server, falcon } = await bed();
    const id = "a".repeat(32);
    server.on(DETAILS, json(200, { meta: {}, resources: [{ device_id: id }], errors: [{ code: 500 }] }));
    expect(await falcon.hosts.details([id, "b".repeat(32)])).toMatchObject([{ id }]);
  });
});

describe("smaller questions", () => {
  it("online states are asked for a hundred at a time, the key repeated", async () => {
    const { server, falcon } = await bed();
    const ids = idsUpTo(150);
    server.on(STATES, (response, seen, count) =>
      list(seen.query.getAll("ids").map((id) => ({ id, state: "online" })))(response, seen, count),
    );
    const states = await falcon.hosts.onlineState(ids);
    expect([...states.keys()]).toEqual(ids);
    expect(server.to(STATES).map(({ query }) => query.getAll("ids").length)).toEqual([100, 50]);
  });

  it("logins are asked for ten hosts at a time", async () => {
    const { server, falcon } = await bed();
    server.on(LOGINS, backwards("device_id"));
    expect((await falcon.hosts.loginHistory(idsUpTo(12))).size).toBe(12);
    expect(server.to(LOGINS).map((seen) => asked(seen).length)).toEqual([10, 2]);
  });

  it("a filter arrives as it was built, pluses and all", async () => {
    const { server, falcon } = await bed();
    server.on(ALERT_QUERY, list([]));
    const filter = fql`status:${["new"]}+user_name:${"a+b & c=d#é"}`;
    await falcon.alerts.query({ filter, limit: 3, offset: 6, sort: "created_timestamp.desc" });
    const [seen] = server.to(ALERT_QUERY);
    expect(Object.fromEntries(seen?.query ?? [])).toEqual({
      filter,
      limit: "3",
      offset: "6",
      sort: "created_timestamp.desc",
      include_hidden: "false",
    });
    expect(seen?.rawQuery).toContain("%2B");
  });

  it("alerts are counted by asking for one", async () => {
    const { server, falcon } = await bed();
    server.on(ALERT_QUERY, json(200, { meta: { pagination: { total: 4_711 } }, resources: ["one"] }));
    expect(await falcon.alerts.count(fql`status:${"new"}`)).toBe(4_711);
    expect(server.to(ALERT_QUERY)[0]?.query.get("limit")).toBe("1");
  });

  it("users are found by mail and read by id", async () => {
    const { server, falcon } = await bed();
    server.on("/user-management/queries/users/v1", list(["u-1"]));
    server.on(USERS, list([{ uuid: "u-1", uid: "ana@example.test", first_name: null }]));
    const { ids } = await falcon.users.query({ filter: fql`uid:${"ana@example.test"}` });
    expect(await falcon.users.details(ids)).toMatchObject([{ uuid: "u-1", firstName: undefined }]);
  });

  it("the customer's own id proves a sign-in", async () => {
    const { server, falcon } = await bed();
    server.on("/sensors/queries/installers/ccid/v1", list(["ABC-12"]));
    expect(await falcon.sensors.customerId()).toBe("ABC-12");
  });
});

describe("the probes of scopes", () => {
  const reads = [
    "/devices/queries/devices/v1",
    ALERT_QUERY,
    "/user-management/queries/users/v1",
    "/real-time-response/queries/sessions/v1",
    "/real-time-response/queries/scripts/v1",
    "/real-time-response-audit/combined/sessions/v1",
  ];
  /** No session has this id, so a client that may look is told that there is nothing. */
  const NO_SESSION = "/real-time-response/entities/file/v2";

  it("find every scope of a client that may do everything, and name no host", async () => {
    const { server, falcon } = await bed();
    for (const path of reads) server.on(path, list([]));
    server.on(ACTIONS, failure(400));
    server.on(ALERT_CHANGES, failure(400));
    server.on(NO_SESSION, failure(404));
    expect(await Promise.all(falcon.probes.map((probe) => probe.has()))).toEqual(
      falcon.probes.map(() => true),
    );
    const orders = server.to(ACTIONS);
    expect(orders.map(({ body }) => body)).toEqual([JSON.stringify({ ids: [] })]);
    expect(["contain", "lift_containment", "hide_host"]).not.toContain(orders[0]?.query.get("action_name"));
    const others = server.seen.filter(({ method, path }) => method !== "GET" && path !== ACTIONS);
    expect(others.map(({ method, path, body }) => [method, path, body]).slice(1)).toEqual([
      ["PATCH", "/iocs/entities/indicators/v1", JSON.stringify({ indicators: [] })],
      ["POST", "/ods/entities/scans/v1", JSON.stringify({ hosts: [] })],
      ["PATCH", ALERT_CHANGES, JSON.stringify({ composite_ids: [], action_parameters: [] })],
    ]);
    expect(others[0]?.path).toBe("/oauth2/token");
  });

  it("tell which scope is missing", async () => {
    const { server, falcon } = await bed();
    for (const path of reads) server.on(path, list([]));
    server.on(ACTIONS, failure(403));
    server.on(ALERT_CHANGES, failure(403));
    server.on(NO_SESSION, failure(403));
    const missing: string[] = [];
    for (const probe of falcon.probes) if (!(await probe.has())) missing.push(probe.scope);
    expect(missing).toEqual([
      "Hosts: Write (devices:write)",
      "Real time response: Write (real-time-response:write)",
      "Alerts: Write (alerts:write)",
    ]);
  });

  it("say nothing about a Falcon that could not be asked", async () => {
    const { server, falcon } = await bed();
    server.on("/devices/queries/devices/v1", failure(500));
    await expect(falcon.probes[0]?.has()).rejects.toThrow("500");
  });
});
