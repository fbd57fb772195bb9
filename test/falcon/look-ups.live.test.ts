/** The endpoints of the look-ups: pages, odd records, refusals inside a success, scopes by name. */
import { describe, expect, it } from "vitest";
import { fql } from "../../src/falcon/fql.ts";
import { bed, errorOf } from "./bed.ts";
import { failure, json, list, reset } from "./server.ts";

const IOC = "/iocs/combined/indicator/v1";
const IOCS = "/iocs/entities/indicators/v1";
const SPOTLIGHT = "/spotlight/combined/vulnerabilities/v1";
const DISCOVER = "/discover/combined/hosts/v1";
const CASES = "/cases/queries/cases/v1";
const SCANS = "/ods/entities/scans/v1";
const CHILDREN = "/mssp/queries/children/v1";
const CHILD_RECORDS = "/mssp/entities/children/GET/v2";
const ALL = fql`id:${"x"}`;
const NEW = {
  type: "domain",
  value: "evil.example",
  action: "detect",
  severity: "high",
  platforms: ["windows"],
  description: "why",
  expiration: "2026-02-01T00:00:00Z",
  comment: "why",
  tags: [],
} as const;
const SCAN = { deviceId: "a".repeat(32), paths: ["C:\\"], description: "mark", level: 2 };

const page = (after: unknown, resources: readonly unknown[] = [{ id: "1", value: "v" }]) =>
  json(200, { meta: { pagination: { total: 9, limit: 1, after } }, resources, errors: [] });

describe("a page", () => {
  it.each([
    ["a token", page("abc"), "abc"],
    ["none", page(undefined), undefined],
    ["an empty one", page(""), undefined],
    ["null", page(null), undefined],
    ["a token and no entries", page("abc", []), undefined],
  ])("with %s tells whether there is another", async (_, answer, after) => {
    const { server, falcon } = await bed();
    server.on(IOC, answer);
    expect(await falcon.indicators.search({ limit: 1 })).toMatchObject({ total: 9, after });
  });

  it("survives records that hold nulls, other types, or nothing", async () => {
    const { server, falcon } = await bed();
    const odd = {
      id: "1",
      value: null,
      severity: {},
      platforms: "windows",
      expiration: "soon",
      tags: [1, null],
    };
    server.on(IOC, list([null, "text", {}, odd, { id: 7 }]));
    const { rows } = await falcon.indicators.search({ limit: 9 });
    expect(rows).toMatchObject([
      { id: "1", action: "no_action", platforms: [], tags: [], expiresAt: undefined },
    ]);

    const hostless = {
      id: "v",
      cve: null,
      host_info: null,
      remediation: { entities: [null, { action: 1 }] },
      apps: {},
    };
    server.on(SPOTLIGHT, list([hostless, { id: 1 }]));
    const found = await falcon.vulnerabilities.search({ filter: ALL, limit: 9 });
    expect(found.rows).toMatchObject([{ cve: "unknown", severity: "unknown", isKev: false, products: [] }]);

    server.on(DISCOVER, list([{ id: "a", aid: "not an id", mac_addresses: null }]));
    const assets = await falcon.assets.search({ filter: ALL, limit: 9 });
    expect(assets.rows).toMatchObject([{ deviceId: undefined, entityType: "unknown", macAddresses: [] }]);
  });

  it("with null lists is empty", async () => {
    const { server, falcon } = await bed();
    server.on(SPOTLIGHT, json(200, { meta: {}, resources: null, errors: null }));
    expect(await falcon.vulnerabilities.search({ filter: ALL, limit: 9 })).toMatchObject({
      rows: [],
      total: 0,
    });
  });
});

describe("a missing scope", () => {
  it.each([
    [IOC, "IOC Management: Read (ioc:read)", "indicators"],
    [SPOTLIGHT, "Vulnerabilities: Read (spotlight-vulnerabilities:read)", "vulnerabilities"],
    [DISCOVER, "Assets: Read (assets:read)", "assets"],
    [CASES, "Cases: Read (cases:read)", "cases"],
    [CHILDREN, "Flight Control: Read (mssp:read)", "children"],
  ] as const)("at %s is %s", async (path, scope, collection) => {
    const { server, falcon } = await bed();
    server.on(path, failure(403));
    const asks = {
      indicators: () => falcon.indicators.search({ limit: 1 }),
      vulnerabilities: () => falcon.vulnerabilities.search({ filter: ALL, limit: 1 }),
      assets: () => falcon.assets.search({ filter: ALL, limit: 1 }),
      cases: () => falcon.cases.query({ limit: 1 }),
      children: () => falcon.children.all(),
    };
    expect(await errorOf(asks[collection]())).toMatchObject({ kind: "denied", scope });
  });
});

describe("a change", () => {
  it("refused inside a success did nothing, unless a server's own fault leaves it open", async () => {
    const { server, falcon } = await bed();
    server.on(IOCS, json(201, { meta: {}, resources: [], errors: [{ code: 400, message: "no" }] }));
    expect(await errorOf(falcon.indicators.create(NEW))).toMatchObject({ kind: "invalid", effect: "none" });
    server.on(
      IOCS,
      json(201, { meta: {}, resources: [{ message_type: "error", message: "no" }], errors: [] }),
    );
    expect(await errorOf(falcon.indicators.create(NEW))).toMatchObject({ kind: "invalid", effect: "none" });
    server.on(SCANS, json(201, { meta: {}, resources: [], errors: [{ code: 500 }] }));
    expect(await errorOf(falcon.scans.start(SCAN))).toMatchObject({ kind: "unavailable", effect: "unknown" });
  });

  it("whose answer is lost is not made again", async () => {
    const { server, falcon } = await bed();
    server.on(IOCS, reset);
    server.on(SCANS, reset);
    expect(await errorOf(falcon.indicators.create(NEW))).toMatchObject({ effect: "unknown" });
    expect(await errorOf(falcon.scans.start(SCAN))).toMatchObject({ effect: "unknown" });
    expect([server.to(IOCS).length, server.to(SCANS).length]).toEqual([1, 1]);
  });

  it("that deletes names ids, repeated, and never a filter; with none it is never sent", async () => {
    const { server, falcon } = await bed();
    server.on(IOCS, list(["1", "2"]));
    await falcon.indicators.remove(["1", "2"], "done");
    const [seen] = server.to(IOCS);
    expect([seen?.method, seen?.query.getAll("ids"), seen?.query.has("filter")]).toEqual([
      "DELETE",
      ["1", "2"],
      false,
    ]);
    await expect(falcon.indicators.remove([], "done")).rejects.toThrow(RangeError);
    expect(server.to(IOCS)).toHaveLength(1);
  });
});

it("children are listed page by page, and a multi-status costs only its own entries", async () => {
  const { server, falcon } = await bed();
  const cids = ["a", "b", "c"].map((letter) => letter.repeat(32));
  const idPage = (ids: readonly string[]) =>
    json(200, { meta: { pagination: { total: 3 } }, resources: ids, errors: [] });
  server.on(CHILDREN, idPage(cids.slice(0, 2)), idPage(cids.slice(2)));
  server.on(
    CHILD_RECORDS,
    json(207, {
      meta: {},
      resources: [{ child_cid: cids[0], name: "North" }, { child_cid: cids[1] }],
      errors: [{ code: 404, id: cids[2] }],
    }),
  );
  const children = await falcon.children.all();
  expect(children.map(({ cid, name }) => [cid, name === undefined])).toEqual([
    [cids[0], false],
    [cids[1], true],
  ]);
  expect(server.to(CHILDREN).map(({ query }) => query.get("offset"))).toEqual(["0", "2"]);
});
