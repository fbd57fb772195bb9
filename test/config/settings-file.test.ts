/** What the settings file may hold, and what becomes of it. */
import { describe, expect, it } from "vitest";
import { DEFAULT_RULES, loadConfig } from "../../src/config.ts";
import { HOUR, MINUTE, SECOND } from "../../src/lib/clock.ts";
import { DISCORD_ON, EXAMPLE, SLACK_ON, faultsOf, load, withFile, type Env } from "./loading.ts";

describe("the settings file", () => {
  it("is the example file, as it stands", async () => {
    const { settings } = await withFile(EXAMPLE);
    expect(settings.isDemoPeople).toBe(false);
    expect(settings.people[0]).toEqual({
      name: "Ana Diaz",
      slack: "U0ANA",
      discord: "2001",
      shell: "ana",
      roles: ["viewer", "responder"],
    });
    expect(settings.groups).toEqual([
      { surface: "slack", group: "S0SOC", roles: ["viewer", "responder"] },
      { surface: "discord", group: "9001", roles: ["viewer"] },
    ]);
    expect(settings.policy.protected).toEqual([{ hostname: "dc-*" }, { tag: "FalconGroupingTags/plc" }]);
  });

  it("is the example file with what it leaves out put in", async () => {
    const whole = EXAMPLE.replaceAll(/^# (?=approvals:|feeds:)/gm, "").replaceAll(/^# {3}-/gm, "  -");
    const { settings } = await withFile(whole, { ...SLACK_ON, ...DISCORD_ON });
    expect(settings.approvalsChannel).toEqual({ surface: "slack", channel: "C0APPROVE" });
    expect(settings.feeds).toEqual([
      { channel: { surface: "slack", channel: "C0ALERTS" }, severity: "high" },
      { channel: { surface: "discord", channel: "7001" }, severity: "critical", products: ["epp", "idp"] },
    ]);
  });

  it("puts its rules before the default ones and names them by their place", async () => {
    const { policy } = (
      await withFile(`
policy:
  caps: { hosts_per_request: 5 }
  protected: [{ id: ${"AB".repeat(16)} }]
  rules:
    - { action: [contain], host: { type: Server, tag: [a, b] }, more_than: 2, approvals: 3, from: admin, expires: 2h }
    - { action: [alert.update, notify], approvals: 0 }
`)
    ).settings;
    expect(policy.rules).toEqual([
      {
        name: "policy.rules[0]",
        actions: ["contain"],
        host: { type: ["Server"], tag: ["a", "b"] },
        moreThan: 2,
        approvals: 3,
        from: "admin",
        expiresMs: 2 * HOUR,
      },
      {
        name: "policy.rules[1]",
        actions: ["alert.update", "notify"],
        approvals: 0,
        from: "approver",
        expiresMs: 15 * MINUTE,
      },
      ...DEFAULT_RULES,
    ]);
    expect(policy.caps).toEqual({ hostsPerRequest: 5, isolationsPerHour: 20, emergenciesPerDay: 3 });
    expect(policy.protected).toEqual([{ id: "ab".repeat(16) }]);
  });

  it("takes every filter of a feed, one word or a list", async () => {
    const { feeds } = (
      await withFile(`
feeds:
  - { channel: "web:alerts", severity: low, products: epp, tactics: [Execution], techniques: T1059,
      tags: [a], groups: 7, hostnames: ["web-*"], window: 90s, digest: "0 9 * * 1-5" }
`)
    ).settings;
    expect(feeds).toEqual([
      {
        channel: { surface: "web", channel: "alerts" },
        severity: "low",
        products: ["epp"],
        tactics: ["Execution"],
        techniques: ["T1059"],
        tags: ["a"],
        groups: ["7"],
        hostnames: ["web-*"],
        windowMs: 90 * SECOND,
        digest: "0 9 * * 1-5",
      },
    ]);
  });

  it("takes sections and keys without a value for absent, and short numbers for ids", async () => {
    const { settings } = await withFile(
      "people:\n  - { name: A, slack:, discord: 2001, roles: [] }\nfeeds:\n",
    );
    expect(settings.people).toEqual([{ name: "A", discord: "2001", roles: [] }]);
    expect((await withFile("")).settings.isDemoPeople).toBe(false);
  });

  it("takes the names under which agents reach the listener", async () => {
    expect((await withFile("mcp: { hosts: [] }")).settings.mcp.hosts).toEqual([]);
    const { settings } = await withFile("mcp: { hosts: [falconer.example.com] }");
    expect(settings.mcp.hosts).toEqual(["falconer.example.com"]);
  });

  for (const alerts of ["*/1 * * * * *", "0,30 1-5 */2 1 jan-mar mon,fri", "0 0 0 31 12 7"]) {
    it(`takes the schedule ${alerts}`, async () => {
      expect((await withFile(`poll: { alerts: "${alerts}" }`)).settings.poll.alerts).toBe(alerts);
    });
  }

  it("is the one that --config names, then FALCONER_CONFIG, then falconer.yaml", async () => {
    const person = (name: string): string => `people: [{ name: ${name}, roles: [] }]`;
    const files = { "a.yaml": person("A"), "b.yaml": person("B"), "falconer.yaml": person("C") };
    const names = async (env: Env, named?: string) =>
      (await load(files, env, named)).settings.people.map(({ name }) => name);
    expect(await names({ FALCONER_CONFIG: "b.yaml" }, "a.yaml")).toEqual(["A"]);
    expect(await names({ FALCONER_CONFIG: "b.yaml" })).toEqual(["B"]);
    expect(await names({})).toEqual(["C"]);
  });

  it("has to be there when it is named", async () => {
    const byFlag = await faultsOf(load({}, { FALCONER_CONFIG: "b.yaml" }, "a.yaml"));
    expect(byFlag.faults).toEqual([{ path: "--config", message: "the settings file a.yaml does not exist" }]);
    const byVariable = await faultsOf(load({}, { FALCONER_CONFIG: "b.yaml" }));
    expect(byVariable.faults[0]?.path).toBe("FALCONER_CONFIG");
  });

  it("has to be readable when it is there", async () => {
    const { faults } = await faultsOf(
      loadConfig({
        env: {},
        login: "ana",
        readFile: async () => Promise.reject(Object.assign(new Error("no"), { code: "EACCES" })),
      }),
    );
    expect(faults).toEqual([
      { path: "falconer.yaml", message: "the settings file falconer.yaml cannot be read (EACCES)" },
    ]);
  });
});
