/** Agents from elsewhere: a listener beyond loopback, and the tokens that open it. */
import { userInfo } from "node:os";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { overHttp, post } from "./agents.ts";
import { until } from "./bot.ts";
import { settings } from "./settings.ts";
import { idOf, openStage, type OpenStage } from "./stage.ts";

/** The login is the admin's; agents act for others, too. */
const ADMIN = settings().replace(
  "slack: U0ROOT, roles: [admin]",
  `slack: U0ROOT, shell: ${userInfo().username}, roles: [admin]`,
);

let stage: OpenStage;
let url = "";
beforeAll(async () => {
  // Every address of this machine; the test calls the one that stays here.
  stage = await openStage({
    settings: `${ADMIN}\nmcp: { hosts: [falconer.example.com] }\n`,
    listenOn: "0.0.0.0",
  });
  ({ url } = stage.bot);
});
afterAll(() => stage.close());

const call = ["tools/call", { name: "falcon_host", arguments: { host: "WIN-01" } }] as const;

async function issue(...words: readonly string[]): Promise<{ readonly token: string; readonly id: string }> {
  const { code, out, err } = await stage.home.shell("token", "create", ...words);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const token = /^token: (flc_\S+)$/m.exec(out)?.[1] ?? "";
  return { token, id: /^id: (\S+)$/m.exec(out)?.[1] ?? "" };
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

describe("a listener beyond loopback", () => {
  it("lets nobody in without a token, not even from this machine", async () => {
    const answer = await fetch(`${url}/mcp`, { method: "POST", body: "{}" });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect((await post(url, ...call)).status).toBe(401);
    expect((await post(url, ...call, { ...bearer("flc_zzzzzzzzzzzz_" + "a".repeat(43)) })).status).toBe(401);
  });

  it("answers a token's bearer, who acts for its person", async () => {
    const { token, id } = await issue(
      "--name",
      "triage bot",
      "--person",
      "Ana Diaz",
      "--role",
      "responder",
      "--expires",
      "1h",
    );
    const agent = await overHttp({ url }, bearer(token));
    const asked = await agent.call("falcon_isolate", { hosts: ["WIN-01"], reason: "from elsewhere" });
    expect(asked.data).toMatchObject({ state: "pending" });
    const card = await stage.card("WIN-01", "from elsewhere", "Ana Diaz", "Machine-made");
    await stage.slack.click("U0ANA", card, "Approve");
    await stage.told("U0ANA", "yourself");

    // A token that is gone leaves its requests as they are: still Ana's, still hers not to decide.
    expect((await stage.home.shell("token", "revoke", id)).code).toBe(0);
    await expect(agent.call("falcon_host", { host: "WIN-01" })).rejects.toThrow();
    expect((await post(url, ...call, bearer(token))).status).toBe(401);
    await stage.slack.click("U0LEE", card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-01"))).toBe(1);
  });

  it("holds a bearer to the token's role, whatever its person may do", async () => {
    const { token } = await issue("--person", "Ana Diaz");
    const agent = await overHttp({ url }, bearer(token));
    expect((await agent.call("falcon_host", { host: "WIN-02" })).isError).toBe(false);
    const tried = await agent.call("falcon_isolate", { hosts: ["WIN-02"], reason: "too much" });
    expect(tried).toMatchObject({ isError: true });
    expect(tried.text).toContain("responder");
    expect(stage.cards("too much")).toEqual([]);
  });

  it("takes a name of the settings, and no other", async () => {
    const { token } = await issue("--person", "Eve Adams");
    const call = async (host: string): Promise<number> => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const { request } = await import("node:http");
      const headers = {
        Host: host,
        "Content-Type": "application/json",
        Accept: "application/json, text/event-stream",
        ...bearer(token),
      };
      const sent = request(`${url}/mcp`, { method: "POST", headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      sent.on("error", reject);
      sent.end(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} }));
      return promise;
    };
    expect(await call("falconer.example.com")).toBe(200);
    expect(await call("evil.example.com")).toBe(403);
  });
});

describe("the words after token", () => {
  it("list what there is, for people and as JSON, without anything that opens a door", async () => {
    const { token, id } = await issue("--person", "Lee Chan", "--role", "viewer", "--name", "listed");
    const secret = token.split("_")[2] ?? "";
    const plain = await stage.home.shell("token", "list");
    expect(plain.out).toMatch(new RegExp(`^${id}  listed  Lee Chan  viewer  valid`, "m"));
    const json = await stage.home.shell("token", "list", "--json");
    expect(JSON.parse(json.out)).toEqual(
      expect.arrayContaining([expect.objectContaining({ id, state: "valid" })]),
    );
    expect(plain.out + json.out).not.toMatch(/hash|flc_/);
    expect(plain.out + json.out).not.toContain(secret);
    const db = new DatabaseSync(join(stage.home.folder, "data", "falconer.db"), { readOnly: true });
    expect(JSON.stringify(db.prepare("select * from agent_token").all())).not.toContain(secret);
    expect(JSON.stringify(db.prepare("select body from audit").all())).not.toContain(secret);
    db.close();
    expect(stage.bot.output()).not.toContain(secret);
  });

  it.each([
    ["nothing", []],
    ["a role that decides", ["create", "--role", "approver"]],
    ["a role that the person lacks", ["create", "--person", "Eve Adams", "--role", "responder"]],
    ["nobody", ["create", "--person", "Nobody"]],
    ["no duration", ["create", "--expires", "soon"]],
    ["a life too long", ["create", "--expires", "9999d"]],
    ["a word too many", ["create", "now"]],
    ["a token that there is not", ["revoke", "000000000000"]],
  ])("refuse %s with a sentence", async (_, words) => {
    const { code, out, err } = await stage.home.shell("token", ...words);
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toMatch(/\w+/);
    expect(err).not.toMatch(/^\s+at /m);
  });
});
