/** How each fault in the settings file is told, alone and among others. */
import { describe, expect, it } from "vitest";
import { faultsOf, withFile } from "./loading.ts";

describe("a fault in the settings file", () => {
  const ROLES = /viewer, responder, approver or admin/;
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["people: [{ name: A, roles: [vewer] }]", "people[0].roles", ROLES],
    ["people: [{ name: A, roles: viewer }]", "people[0].roles", ROLES],
    ["people: [{ name: A }]", "people[0].roles", /is missing/],
    ["people: [{ roles: [] }]", "people[0].name", /is missing/],
    ["people: [{ name: '!!', roles: [] }]", "people[0].name", /letters or digits/],
    ["people: [{ name: A, slak: U1, roles: [] }]", "people[0].slak", /did you mean slack/],
    ["people: [A]", "people[0]", /name, slack, discord, shell, roles/],
    ["people: A", "people", /list of people/],
    [
      "people: [{ name: A, discord: 9007199254740993, roles: [] }]",
      "people[0].discord",
      /quotes, "9007199254740993"/,
    ],
    ["people: [{ name: A B, roles: [] }, { name: a-b, roles: [] }]", "people[1].name", /"A B"/],
    [
      "people: [{ name: A, slack: U1, roles: [] }, { name: B, slack: U1, roles: [] }]",
      "people[1].slack",
      /"U1" .* "A"/,
    ],
    [
      "people: [{ name: A, shell: a, roles: [] }, { name: B, shell: a, roles: [] }]",
      "people[1].shell",
      /"a" .* "A"/,
    ],
    [
      "people: [{ name: A, discord: 7, roles: [] }, { name: B, discord: '7', roles: [] }]",
      "people[1].discord",
      /"7"/,
    ],
    ["groups: [{ roles: [viewer] }]", "groups[0]", /slack.*discord/],
    ["groups: [{ slack: S1, discord: '2', roles: [viewer] }]", "groups[0]", /either/],
    ["groups: [{ slak: S1, roles: [viewer] }]", "groups[0].slak", /did you mean slack/],
    ["policy: { protected: [{ hostnam: a }] }", "policy.protected[0].hostnam", /did you mean hostname/],
    [
      "people: [{ name: A, roles: [12345678901234567890, [12345678901234567890]] }]",
      "people[0].roles",
      ROLES,
    ],
    ["groups: [{ slack: S1 }]", "groups[0].roles", /is missing/],
    ["default_roles: [root]", "default_roles", ROLES],
    ["policy: { rules: [{ action: [contain], approvals: 11 }] }", "policy.rules[0].approvals", /0 to 10/],
    ["policy: { rules: [{ action: [contain], approvals: -1 }] }", "policy.rules[0].approvals", /0 to 10/],
    ["policy: { rules: [{ action: [contain], approvals: 1.5 }] }", "policy.rules[0].approvals", /0 to 10/],
    ["policy: { rules: [{ action: [contain], approvals: two }] }", "policy.rules[0].approvals", /0 to 10/],
    ["policy: { rules: [{ action: [contain] }] }", "policy.rules[0].approvals", /is missing/],
    [
      "policy: { rules: [{ action: [isolate], approvals: 1 }] }",
      "policy.rules[0].action",
      /contain, release/,
    ],
    ["policy: { rules: [{ action: [], approvals: 1 }] }", "policy.rules[0].action", /may not be empty/],
    ["policy: { rules: [{ action: [scan], approvals: 1, from: boss }] }", "policy.rules[0].from", ROLES],
    ["policy: { rules: [{ action: [scan], approvals: 1, expires: 15 }] }", "policy.rules[0].expires", /15m/],
    [
      "policy: { rules: [{ action: [scan], approvals: 1, expires: 0s }] }",
      "policy.rules[0].expires",
      /from 1s/,
    ],
    ["policy: { rules: [{ action: [scan], approvals: 1, host: {} }] }", "policy.rules[0].host", /type, tag/],
    [
      "policy: { rules: [{ action: [scan], approvals: 1, host: { os: x } }] }",
      "policy.rules[0].host.os",
      /hostname/,
    ],
    ["policy: { protected: [{}] }", "policy.protected[0]", /one of hostname, tag or id/],
    ["policy: { protected: [{ hostname: a, tag: b }] }", "policy.protected[0]", /one of/],
    ["policy: { protected: [{ id: web-01 }] }", "policy.protected[0].id", /32 hexadecimal/],
    ["policy: { caps: { hosts_per_request: 0 } }", "policy.caps.hosts_per_request", /1 to/],
    ["policy: { caps: { hosts: 1 } }", "policy.caps.hosts", /hosts_per_request/],
    ["approvals: { channel: C0APPROVE }", "approvals.channel", /slack:C0ALERTS/],
    ["feeds: [{ severity: high }]", "feeds[0].channel", /is missing/],
    ["feeds: [{ channel: irc:1 }]", "feeds[0].channel", /slack, discord or web/],
    ["feeds: [{ channel: web:a, severity: 4 }]", "feeds[0].severity", /high or critical/],
    ["feeds: [{ channel: web:a, products: [] }]", "feeds[0].products", /leave this out/],
    ["feeds: [{ channel: web:a, mute: 1h }]", "feeds[0].mute", /allowed: channel/],
    ['poll: { alerts: "* * * * *" }', "poll.alerts", /this has 5/],
    ['poll: { alerts: "61 * * * * *" }', "poll.alerts", /second takes/],
    ['poll: { alerts: "*/0 * * * * *" }', "poll.alerts", /second takes/],
    ['poll: { alerts: "0 0 0 * foo *" }', "poll.alerts", /month takes/],
    ["mcp: { hosts: a.example }", "mcp.hosts", /a list of host names/],
    ["mcp: { origins: [x] }", "mcp.origins", /hosts/],
    ["rtr: { idle: soon }", "rtr.idle", /10|15m/],
    ["rtr: { prefix: 1 }", "rtr.prefix", /quotes/],
    ["peple: []", "peple", /did you mean people/],
    ["__proto__: { a: 1 }", "__proto__", /not known here/],
    ['"a\\nb": 1', '["a?b"]', /not known here/],
    ["[1, 2]", "settings", /people, groups/],
    ["people: [\nfoo: 1", "falconer.yaml", /^line 2, column 1: /],
    ["feeds: []\nfeeds: []", "falconer.yaml", /^line 2, column 1: .*unique/],
    ["people: !!js/function x", "falconer.yaml", /^line 1, column 9: /],
  ];
  for (const [yaml, path, words] of cases) {
    it(`is told for ${yaml.replaceAll("\n", "⏎")}`, async () => {
      const { faults } = await faultsOf(withFile(yaml));
      expect(faults).toEqual([{ path, message: expect.stringMatching(words) as string }]);
    });
  }

  it("that unfolds into a flood is refused", async () => {
    const nine = (name: string): string => `[${Array.from({ length: 9 }, () => `*${name}`).join(", ")}]`;
    const { faults } = await faultsOf(
      withFile(`a: &a [x, x, x, x, x, x, x, x, x]\nb: &b ${nine("a")}\nc: &c ${nine("b")}\nd: ${nine("c")}`),
    );
    expect(faults).toEqual([{ path: "falconer.yaml", message: expect.stringMatching(/alias/) as string }]);
  });

  it("is told with every other one, of the environment too, a line each and without a stack", async () => {
    const alone = cases.filter(
      ([yaml, path]) => /^(?:default_roles|approvals|poll|rtr|peple)/.test(yaml) && path,
    );
    const sections = new Map(alone.map(([yaml, path]) => [yaml.split(":")[0], { yaml, path }]));
    const yaml = [...sections.values()].map((one) => one.yaml).join("\n");
    const error = await faultsOf(withFile(yaml, { FALCON_CLOUD: "x", LOG_LEVEL: "x", SLACK_APP_TOKEN: "x" }));
    const paths = [...sections.values()].map(({ path }) => path);
    expect(error.faults.map(({ path }) => path).sort()).toEqual(
      ["FALCON_CLOUD", "LOG_LEVEL", "SLACK_BOT_TOKEN", ...paths].sort(),
    );
    const [first, ...lines] = error.message.split("\n");
    expect(first).toBe("The settings are not right; nothing was started.");
    expect(lines).toEqual(error.faults.map(({ path, message }) => `  ${path}: ${message}`));
  });

  it("is not that a surface is off: the same file may serve a shell without tokens", async () => {
    const yaml = "approvals: { channel: slack:C1 }\nfeeds: [{ channel: discord:1 }]";
    const { warnings } = await withFile(yaml);
    expect(warnings.map(({ path }) => path)).toEqual(["approvals.channel", "feeds[0].channel"]);
    expect(warnings.map(({ message }) => message).join()).toMatch(/set SLACK_BOT_TOKEN.*set DISCORD_TOKEN/);
  });

  it("about a channel is not told twice when its surface is half switched on", async () => {
    const { faults } = await faultsOf(withFile("approvals: { channel: slack:C1 }", { SLACK_BOT_TOKEN: "x" }));
    expect(faults.map(({ path }) => path)).toEqual(["SLACK_APP_TOKEN"]);
  });
});
