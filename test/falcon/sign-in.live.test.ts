import { describe, expect, it } from "vitest";
import { bed, errorOf, SECRET } from "./bed.ts";
import { failure, hang, json, list, raw, redirect, TOKEN, tokens } from "./server.ts";

const HOSTS = "/devices/queries/devices/v1";
const ALERTS = "/alerts/queries/alerts/v2";

describe("signing in", () => {
  it("fifty look-ups at once cost one token and are answered at once", async () => {
    const { server, falcon, clock } = await bed();
    server.on(HOSTS, list(["a"]));
    const answers = await Promise.all(Array.from({ length: 50 }, () => falcon.hosts.query({})));
    expect(answers).toHaveLength(50);
    expect(server.to(TOKEN)).toHaveLength(1);
    expect(server.to(HOSTS)).toHaveLength(50);
    expect(clock.waits).toEqual([]);
  });

  it("the token service gets a form, with the child's id where there is one", async () => {
    const { server, falcon } = await bed({ memberCid: "0123" });
    await falcon.signIn();
    const [asked] = server.to(TOKEN);
    expect(asked?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      client_id: "client-1",
      client_secret: SECRET,
      member_cid: "0123",
    });
  });

  it("one 401 costs exactly one more token for all that saw it", async () => {
    const { server, falcon } = await bed();
    server.on(HOSTS, (response, seen, count) =>
      (seen.headers.authorization === "Bearer token-1" ? failure(401) : list(["a"]))(response, seen, count),
    );
    await Promise.all(Array.from({ length: 20 }, () => falcon.hosts.query({})));
    await falcon.hosts.query({});
    expect(server.to(TOKEN)).toHaveLength(2);
  });

  it("a second 401 is an error that names the settings, and starts no loop", async () => {
    const { server, falcon } = await bed();
    server.on(HOSTS, failure(401));
    server.on(ALERTS, list(["x"]));
    const error = await errorOf(falcon.hosts.query({}));
    expect(error.kind).toBe("auth");
    expect(error.hint).toContain("FALCON_CLIENT_ID");
    expect(error.hint).toContain("FALCON_CLIENT_SECRET");
    for (let i = 0; i < 10; i += 1) await errorOf(falcon.hosts.query({}));
    expect(server.to(TOKEN)).toHaveLength(2);
    expect((await falcon.alerts.query({})).ids).toEqual(["x"]);
  });

  it("a client that was revoked is not hammered for", async () => {
    const { server, falcon } = await bed();
    server.on(HOSTS, failure(401));
    server.on(TOKEN, tokens(), failure(403));
    const errors = await Promise.all(Array.from({ length: 30 }, () => errorOf(falcon.hosts.query({}))));
    expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(["auth"]));
    for (let i = 0; i < 30; i += 1) await errorOf(falcon.hosts.query({}));
    expect(server.to(TOKEN)).toHaveLength(2);
  });

  it.each([
    [
      "an unknown client",
      json(400, { errors: [{ code: 400, message: "Failed for clientID=client-1." }] }),
      "FALCON_CLIENT_ID",
    ],
    [
      "an unknown client, answered by a 500",
      json(500, { errors: [{ code: 400, message: "clientID=client-1" }] }),
      "FALCON_CLIENT_ID",
    ],
    [
      "a wrong secret",
      json(403, { errors: [{ code: 403, message: "Not Authorized" }] }),
      "FALCON_CLIENT_SECRET",
    ],
    [
      "a foreign address",
      json(403, { errors: [{ code: 403, message: "access denied, authorization failed" }] }),
      "allowed addresses",
    ],
  ])("%s is told with what to mend, and asked once", async (_, answer, setting) => {
    const { server, falcon } = await bed();
    server.on(TOKEN, answer);
    const error = await errorOf(falcon.signIn());
    expect(error).toMatchObject({ kind: "auth", effect: "none" });
    expect(error.hint).toContain(setting);
    expect(server.to(TOKEN)).toHaveLength(1);
  });

  it("a token service that is down costs one look-up at most eight tries", async () => {
    const { server, falcon } = await bed();
    server.on(TOKEN, failure(500));
    expect(await errorOf(falcon.hosts.query({}))).toMatchObject({ kind: "unavailable", effect: "none" });
    expect(server.to(TOKEN).length).toBeLessThanOrEqual(8);
    expect(server.to(HOSTS)).toHaveLength(0);
  });

  it("a token service that hangs never makes the outcome of a write unknown", async () => {
    const { server, falcon } = await bed({
      limits: { readMs: 50, readDeadlineMs: 200, writeDeadlineMs: 20_200 },
    });
    server.on(TOKEN, hang);
    const error = await errorOf(falcon.hosts.contain("a".repeat(32)));
    expect(error).toMatchObject({ kind: "timeout", effect: "none" });
    expect(server.seen.every(({ path }) => path === TOKEN)).toBe(true);
  });

  it("half a token in a broken answer is found in no error and no log", async () => {
    const { server, falcon, logged } = await bed();
    server.on(TOKEN, raw(201, '{"access_token":"eyJhbGciOi'));
    const error = await errorOf(falcon.signIn());
    expect(error.kind).toBe("unexpected-reply");
    expect(`${error.message} ${error.hint} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
      "eyJ",
    );
    expect(logged.join()).not.toContain("eyJ");
  });

  it("neither secret nor token is ever logged or thrown", async () => {
    const { server, falcon, logged } = await bed();
    server.on(HOSTS, failure(500));
    const error = await errorOf(falcon.hosts.query({}));
    const told = `${logged.join()} ${error.message} ${error.stack} ${JSON.stringify(error)} ${JSON.stringify(error.cause)}`;
    expect(logged.length).toBeGreaterThan(0);
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain("token-1");
    expect(told).not.toContain("secret-detail");
  });

  it("the token is given back with the client's own credentials", async () => {
    const { server, falcon } = await bed();
    server.on("/oauth2/revoke", json(200, { meta: {} }));
    await falcon.revoke();
    await falcon.signIn();
    await falcon.revoke();
    const [asked, ...others] = server.to("/oauth2/revoke");
    expect(others).toEqual([]);
    expect(asked?.headers.authorization).toBe(
      `Basic ${Buffer.from(`client-1:${SECRET}`).toString("base64")}`,
    );
    expect(new URLSearchParams(asked?.body).get("token")).toBe("token-1");
  });

  it("a token that cannot be given back is no fault", async () => {
    const { server, falcon } = await bed();
    await falcon.signIn();
    await server.stop();
    await expect(falcon.revoke()).resolves.toBeUndefined();
  });
});

describe("the wrong cloud", () => {
  it("is left for the right one, with method and body, and stays left", async () => {
    const right = await bed();
    const wrong = await bed();
    const clouds = { "us-1": wrong.server.url, "us-2": right.server.url };
    wrong.server.on(TOKEN, redirect(`${right.server.url}${TOKEN}`, "us-2"));
    right.server.on(HOSTS, list(["a"]));
    const falcon = wrong.another({ baseUrl: undefined, clouds });
    expect((await falcon.hosts.query({})).ids).toEqual(["a"]);
    await falcon.hosts.query({});
    expect(wrong.server.seen).toHaveLength(1);
    expect(right.server.to(TOKEN)[0]).toMatchObject({
      method: "POST",
      body: wrong.server.to(TOKEN)[0]?.body,
    });
    expect(falcon.address()).toBe(right.server.url);
  });

  it("a data call is sent on in the same way", async () => {
    const right = await bed();
    const wrong = await bed();
    const path = "/devices/entities/devices/v2";
    wrong.server.on(path, redirect(`${right.server.url}${path}`, "us-2"));
    right.server.on(path, list([{ device_id: "a".repeat(32) }]));
    expect(await wrong.falcon.hosts.details(["a".repeat(32)])).toHaveLength(1);
    expect(right.server.to(path)[0]?.body).toBe(JSON.stringify({ ids: ["a".repeat(32)] }));
  });

  it("credentials never go to a stranger", async () => {
    const { server, falcon } = await bed();
    server.on(TOKEN, redirect("http://127.0.0.2:1/oauth2/token", "us-2"));
    const error = await errorOf(falcon.signIn());
    expect(error).toMatchObject({ kind: "unexpected-reply", effect: "none" });
    expect(error.hint).toContain("FALCON_CLOUD");
    expect(server.seen).toHaveLength(1);
  });

  it("two clouds that point at each other are left alone soon", async () => {
    const one = await bed();
    const other = await bed();
    one.server.on(TOKEN, redirect(`${other.server.url}${TOKEN}`, "us-2"));
    other.server.on(TOKEN, redirect(`${one.server.url}${TOKEN}`, "us-1"));
    expect((await errorOf(one.falcon.signIn())).kind).toBe("unexpected-reply");
    expect(one.server.seen.length + other.server.seen.length).toBe(3);
  });
});
