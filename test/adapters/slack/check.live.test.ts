import { describe, expect, it, onTestFinished } from "vitest";
import { checkSlack } from "../../../adapters/slack/check.ts";
import type { SlackOptions } from "../../emulators/slack/index.ts";
import { startSlack } from "../../emulators/slack/index.ts";

async function workspace(options: SlackOptions = {}) {
  const slack = await startSlack(options);
  onTestFinished(() => slack.stop());
  return { botToken: slack.botToken, appToken: slack.appToken, apiUrl: slack.url };
}

describe("checking slack", () => {
  it("names the bot and the workspace", async () => {
    expect(await checkSlack(await workspace())).toEqual({ words: "Example as falcon", isOk: true });
  });

  it("names each missing scope", async () => {
    const found = await checkSlack(await workspace({ withoutScopes: ["users:read", "files:write"] }));
    expect(found.isOk).toBe(false);
    expect(found.words).toContain("missing scopes: users:read, files:write");
  });

  it("names the setting whose token is refused", async () => {
    const tokens = await workspace();
    const words = async (changes: object) => (await checkSlack({ ...tokens, ...changes })).words;
    expect(await words({ botToken: "xoxb-wrong" })).toBe("SLACK_BOT_TOKEN is refused (invalid_auth)");
    expect(await words({ appToken: "xapp-wrong" })).toBe("SLACK_APP_TOKEN is refused (invalid_auth)");
  });
});
