/** What the environment switches on, and how each fault in it is told. */
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { DISCORD_ON, EXAMPLE, SLACK_ON, faultsOf, withEnv, withFile, type Env } from "./loading.ts";

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
