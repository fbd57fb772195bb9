/** Falconer without settings, and the rules that always hold. */
import { describe, expect, it } from "vitest";
import { listPeople } from "../../src/bot/listed-people.ts";
import { DEFAULT_RULES } from "../../src/config.ts";
import { MINUTE } from "../../src/lib/clock.ts";
import { withEnv } from "./loading.ts";

describe("without any settings", () => {
  it("everything has a default and the people are demo ones", async () => {
    const { settings, ...rest } = await withEnv({});
    expect(rest).toEqual({
      falcon: {},
      store: { dataDir: "./data" },
      listen: { host: "127.0.0.1", port: 8080 },
      logLevel: "info",
      secrets: [],
      warnings: [],
    });
    expect(settings).toMatchObject({
      isDemoPeople: true,
      groups: [],
      defaultRoles: [],
      feeds: [],
      poll: { alerts: "*/5 * * * * *" },
      mcp: { hosts: [] },
      rtr: { idleMs: 10 * MINUTE, prefix: "" },
      policy: {
        rules: DEFAULT_RULES,
        protected: [],
        caps: { hostsPerRequest: 25, isolationsPerHour: 20, emergenciesPerDay: 3 },
      },
    });
    expect(settings.approvalsChannel).toBeUndefined();
  });

  it("there is a viewer, a responder who is the login, an approver and an admin", async () => {
    const { people } = (await withEnv({})).settings;
    expect(people.map(({ roles }) => roles.join("+"))).toEqual([
      "viewer",
      "responder",
      "responder+approver",
      "admin",
    ]);
    expect(people.map(({ shell }) => shell)).toEqual([undefined, "ana", undefined, undefined]);
    const listed = listPeople(people.map((one) => ({ ...one, accounts: {} })));
    expect(new Set(listed.map(({ id }) => id)).size).toBe(4);
  });

  it("an empty variable counts as absent", async () => {
    const names = ["FALCON_CLIENT_ID", "FALCON_CLOUD", "SLACK_APP_TOKEN", "FALCONER_LISTEN", "LOG_LEVEL"];
    const env = Object.fromEntries(names.map((name) => [name, " "]));
    expect(await withEnv({ ...env, FALCONER_CONFIG: "", UNKNOWN: "x" })).toEqual(await withEnv({}));
  });
});

describe("the default rules", () => {
  it("leave no kind of action without one", () => {
    const last = DEFAULT_RULES.filter(({ host, moreThan }) => host === undefined && moreThan === undefined);
    const verdicts = Object.fromEntries(
      last.flatMap(({ actions, approvals }) => actions.map((one) => [one, approvals])),
    );
    expect(verdicts).toEqual({
      contain: 1,
      release: 1,
      scan: 1,
      "ioc.block": 1,
      "ioc.unblock": 1,
      "rtr.run": 1,
      "process.kill": 1,
      "file.quarantine": 1,
      "alert.update": 0,
      notify: 0,
    });
  });
});
