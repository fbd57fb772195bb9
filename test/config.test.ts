/** What settings may be written, what they become, and how each fault is told. */
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listPeople } from "../src/bot/listed-people.ts";
import { ConfigFaults, DEFAULT_RULES, loadConfig, type Config } from "../src/config.ts";
import { HOUR, MINUTE, SECOND } from "../src/lib/clock.ts";

type Env = Readonly<Record<string, string>>;

/** A folder that holds these files and nothing else. */
const load = (files: Readonly<Record<string, string>>, env: Env = {}, configFile?: string): Promise<Config> =>
  loadConfig({
    env,
    login: "ana",
    ...(configFile === undefined ? {} : { configFile }),
    async readFile(path) {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      return text;
    },
  });

const withFile = (yaml: string, env: Env = {}): Promise<Config> => load({ "falconer.yaml": yaml }, env);
const withEnv = (env: Env): Promise<Config> => load({}, env);

async function faultsOf(loading: Promise<Config>): Promise<ConfigFaults> {
  const outcome = await loading.then(
    () => expect.unreachable("it loaded"),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(ConfigFaults);
  return outcome as ConfigFaults;
}

const EXAMPLE = readFileSync(join(import.meta.dirname, "../falconer.example.yaml"), "utf8");
const SLACK_ON = { SLACK_BOT_TOKEN: "xoxb-test", SLACK_APP_TOKEN: "xapp-test" };
const DISCORD_ON = { DISCORD_TOKEN: "token-for-tests" };

describe("without any settings", () => {
  it("everything has a default and the people are demo ones", async () => {
    const { settings, ...rest } = await withEnv({});
    expect(rest).toEqual({
      falcon: {},
      store: { dataDir: "./data" },
      listen: { host: "127.0.0.1", port: 8080 },
      logLevel: "info",
      secrets: [],
    });
    expect(settings).toMatchObject({
      isDemoPeople: true,
      groups: [],
      defaultRoles: [],
      feeds: [],
      poll: { alerts: "*/5 * * * * *" },
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

describe("the environment", () => {
  it("switches Falcon, Slack, Discord and PostgreSQL on", async () => {
    const config = await withEnv({
      FALCON_CLIENT_ID: "client",
      FALCON_CLIENT_SECRET: "falcon-secret\n",
      FALCON_CLOUD: "EU-1",
      FALCON_MEMBER_CID: "child",
      ...SLACK_ON,
      SLACK_API_URL: "http://127.0.0.1:4001/api",
      DISCORD_TOKEN: "discord-secret",
      DISCORD_GUILD_ID: "7000",
      DISCORD_API_URL: "http://localhost:4002/api",
      DATABASE_URL: "postgres://falconer:pass%40word1@db.example/falconer",
      FALCONER_DATA_DIR: "/var/lib/falconer",
      FALCONER_LISTEN: "[::1]:0",
      LOG_LEVEL: "debug",
    });
    expect(config.falcon).toMatchObject({ cloud: "eu-1", memberCid: "child" });
    expect(config.falcon.credentials?.clientId).toBe("client");
    expect(config.falcon.credentials?.clientSecret.use()).toBe("falcon-secret");
    expect(config.slack).toMatchObject({ mode: "socket", apiUrl: "http://127.0.0.1:4001/api/" });
    expect(config.discord).toMatchObject({ guildId: "7000", apiUrl: "http://localhost:4002/api" });
    expect(config.listen).toEqual({ host: "::1", port: 0 });
    expect(config.logLevel).toBe("debug");
    expect(config.store.dataDir).toBe("/var/lib/falconer");
    expect(config.secrets.map((secret) => secret.use())).toEqual([
      "falcon-secret",
      "xoxb-test",
      "xapp-test",
      "discord-secret",
      "postgres://falconer:pass%40word1@db.example/falconer",
      "pass%40word1",
      "pass@word1",
    ]);
  });

  it("uses HTTP mode with a signing secret alone, Socket Mode when there is a choice", async () => {
    const http = { SLACK_BOT_TOKEN: "xoxb-test", SLACK_SIGNING_SECRET: "signing-secret" };
    expect((await withEnv(http)).slack?.mode).toBe("http");
    expect((await withEnv({ ...http, ...SLACK_ON })).slack?.mode).toBe("socket");
  });

  it("prints no secret, however it is printed", async () => {
    const config = await withEnv({ ...SLACK_ON, ...DISCORD_ON, DATABASE_URL: "postgres://a:hunter2@b/c" });
    const printed = `${inspect(config, { depth: 9 })} ${JSON.stringify(config)}`;
    expect(printed).not.toMatch(/xoxb-test|xapp-test|token-for-tests|hunter2/);
  });

  it("cannot be changed afterwards", async () => {
    const config = await withFile(EXAMPLE, SLACK_ON);
    const open: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== "object" || value === null || path.includes("ecret")) return;
      if (!Object.isFrozen(value) && !path.endsWith("Token")) open.push(path);
      for (const [key, part] of Object.entries(value)) walk(part, `${path}.${key}`);
    };
    walk(config, "config");
    expect(open).toEqual([]);
  });

  const right: readonly (readonly [string, string])[] = [
    ["DATABASE_URL", "postgres://user@%2Ftmp%2Fx/db"],
    ["DATABASE_URL", "postgresql:///db?host=/tmp/x"],
    ["FALCON_BASE_URL", "http://[::1]:9000"],
    ["FALCON_BASE_URL", "https://falcon.example/base/"],
    ["SLACK_API_URL", "https://slack.example/api/"],
    ["FALCONER_LISTEN", "0.0.0.0:65535"],
    ["FALCONER_LISTEN", "localhost:80"],
    ["LOG_LEVEL", "silent"],
  ];
  for (const [name, value] of right) {
    it(`takes ${name}=${value}`, async () => {
      await expect(withEnv({ [name]: value })).resolves.toBeDefined();
    });
  }

  const wrong: readonly (readonly [Env, string, RegExp])[] = [
    [{ FALCON_CLIENT_ID: "x" }, "FALCON_CLIENT_SECRET", /is missing/],
    [{ FALCON_CLIENT_SECRET: "x" }, "FALCON_CLIENT_ID", /is missing/],
    [{ FALCON_CLOUD: "us-9" }, "FALCON_CLOUD", /us-1, us-2, us-3, eu-1, us-gov-1 or us-gov-2/],
    [{ FALCON_BASE_URL: "falcon.example" }, "FALCON_BASE_URL", /https:\/\//],
    [{ FALCON_BASE_URL: "http://falcon.example" }, "FALCON_BASE_URL", /this machine alone/],
    [{ FALCON_BASE_URL: "http://127.0.0.1.evil.example" }, "FALCON_BASE_URL", /this machine alone/],
    [{ FALCON_BASE_URL: "https://a:b@falcon.example" }, "FALCON_BASE_URL", /without a user name/],
    [{ FALCON_BASE_URL: "file:///etc/passwd" }, "FALCON_BASE_URL", /https:\/\//],
    [{ SLACK_API_URL: "https://slack.example/" }, "SLACK_API_URL", /ends in \/api\//],
    [{ DISCORD_API_URL: "http://10.0.0.1/api" }, "DISCORD_API_URL", /this machine alone/],
    [{ DISCORD_API_URL: "https://discord.example/api/v10" }, "DISCORD_API_URL", /leave out the version/],
    [{ SLACK_APP_TOKEN: "x" }, "SLACK_BOT_TOKEN", /SLACK_APP_TOKEN needs it/],
    [{ SLACK_SIGNING_SECRET: "x" }, "SLACK_BOT_TOKEN", /SLACK_SIGNING_SECRET needs it/],
    [{ SLACK_BOT_TOKEN: "x" }, "SLACK_APP_TOKEN", /or SLACK_SIGNING_SECRET/],
    [{ FALCONER_LISTEN: "8080" }, "FALCONER_LISTEN", /host and a port/],
    [{ FALCONER_LISTEN: "127.0.0.1:65536" }, "FALCONER_LISTEN", /host and a port/],
    [{ FALCONER_LISTEN: "::1:8080" }, "FALCONER_LISTEN", /\[::1\]:8080/],
    [{ DATABASE_URL: "mysql://a/b" }, "DATABASE_URL", /postgres:\/\//],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL", /debug, trace or silent/],
  ];
  for (const [env, path, words] of wrong) {
    it(`says what to do about ${inspect(env)}`, async () => {
      const { faults } = await faultsOf(withEnv(env));
      expect(faults).toEqual([{ path, message: expect.stringMatching(words) as string }]);
    });
  }

  it("is never repeated in a fault: what stands there may be a secret", async () => {
    const names = wrong.flatMap(([env]) => Object.keys(env));
    const env = Object.fromEntries(names.map((name) => [name, "misplaced-secret"]));
    const { message } = await faultsOf(withEnv({ ...env, FALCON_CLIENT_ID: "" }));
    expect(message).not.toContain("misplaced-secret");
  });
});

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
      tags: [a], groups: 7, hostnames: ["web-*"], window: 90s, digest: 1h }
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
        digestMs: HOUR,
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
    ["approvals: { channel: slack:C1 }", "approvals.channel", /set SLACK_BOT_TOKEN/],
    ["feeds: [{ channel: discord:1 }]", "feeds[0].channel", /set DISCORD_TOKEN/],
    ["feeds: [{ severity: high }]", "feeds[0].channel", /is missing/],
    ["feeds: [{ channel: irc:1 }]", "feeds[0].channel", /slack, discord or web/],
    ["feeds: [{ channel: web:a, severity: 4 }]", "feeds[0].severity", /high or critical/],
    ["feeds: [{ channel: web:a, products: [] }]", "feeds[0].products", /leave this out/],
    ["feeds: [{ channel: web:a, mute: 1h }]", "feeds[0].mute", /allowed: channel/],
    ['poll: { alerts: "* * * * *" }', "poll.alerts", /this has 5/],
    ['poll: { alerts: "61 * * * * *" }', "poll.alerts", /second takes/],
    ['poll: { alerts: "*/0 * * * * *" }', "poll.alerts", /second takes/],
    ['poll: { alerts: "0 0 0 * foo *" }', "poll.alerts", /month takes/],
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

  it("about a channel is not told twice when its surface is half switched on", async () => {
    const { faults } = await faultsOf(withFile("approvals: { channel: slack:C1 }", { SLACK_BOT_TOKEN: "x" }));
    expect(faults.map(({ path }) => path)).toEqual(["SLACK_APP_TOKEN"]);
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
