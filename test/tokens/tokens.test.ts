import { describe, expect, it, onTestFinished } from "vitest";
import { parseWords } from "../../src/app/words.ts";
import { createRedactor } from "../../src/lib/redact.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { createTokens, LONGEST_LIFE_MS, tokenAccount, type TokenWish } from "../../src/tokens/service.ts";
import { fakeClock } from "../fixtures/clock.ts";

const MINUTE = 60_000;

async function desk() {
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  const clock = fakeClock();
  return { store, clock, tokens: createTokens({ store, clock }) };
}

const wanted = (more: Partial<TokenWish> = {}): TokenWish => ({
  name: "triage",
  personId: "ana-diaz",
  role: "viewer",
  lifeMs: 10 * MINUTE,
  by: "root-admin",
  ...more,
});

describe("a token", () => {
  it("opens as itself and as nothing else", async () => {
    const { tokens } = await desk();
    const { text, row } = await tokens.create(wanted());
    expect(await tokens.verify(text)).toMatchObject({ id: row.id, personId: "ana-diaz", role: "viewer" });
    const [head, id = "", secret = ""] = text.split("_");
    const last = secret.endsWith("A") ? "B" : "A";
    const others = [
      "",
      id,
      secret,
      `${head}_${id}_`,
      `${text}x`,
      ` ${text}`,
      text.toUpperCase(),
      text.slice(0, -1) + last,
    ];
    expect(await Promise.all(others.map((other) => tokens.verify(other)))).toEqual(
      others.map(() => undefined),
    );
    const stranger = await tokens.create(wanted());
    expect(await tokens.verify(`${head}_${stranger.row.id}_${secret}`)).toBeUndefined();
  });

  it("is over at its end, to the millisecond", async () => {
    const { tokens, clock } = await desk();
    const { text } = await tokens.create(wanted());
    await clock.advance(10 * MINUTE - 1);
    expect(await tokens.verify(text)).toBeDefined();
    await clock.advance(1);
    expect(await tokens.verify(text)).toBeUndefined();
    expect((await tokens.list())[0]?.state).toBe("expired");
  });

  it("is over when it is revoked, and cannot be revoked twice", async () => {
    const { tokens } = await desk();
    const { text, row } = await tokens.create(wanted());
    await tokens.revoke(row.id, "root-admin");
    expect(await tokens.verify(text)).toBeUndefined();
    expect((await tokens.list())[0]?.state).toBe("revoked");
    await expect(tokens.revoke(row.id, "root-admin")).rejects.toThrow(/no token/);
  });

  it.each([0, MINUTE - 1, LONGEST_LIFE_MS + 1])("does not live %d ms", async (lifeMs) => {
    const { tokens } = await desk();
    await expect(tokens.create(wanted({ lifeMs }))).rejects.toThrow(/365 days/);
  });

  it("is kept as a hash, and its making and end are in the audit without it", async () => {
    const { store, tokens } = await desk();
    const { text, row } = await tokens.create(wanted());
    await tokens.revoke(row.id, "root-admin");
    const kept = JSON.stringify([await store.agentTokens.list(), await store.audit.page(0, 10)]);
    expect(kept).not.toContain(text.split("_").slice(2).join("_"));
    expect((await store.audit.page(0, 10)).map(({ body }) => body.event)).toEqual([
      "token.created",
      "token.revoked",
    ]);
  });

  it("acts for its person also after it is gone: who is behind a request does not change", async () => {
    const { store, tokens } = await desk();
    const { row } = await tokens.create(wanted());
    await tokens.revoke(row.id, "root-admin");
    expect(await store.links.personOf(tokenAccount(row.id))).toBe("ana-diaz");
  });

  it("is taken out of logs, its id is not", async () => {
    const { tokens } = await desk();
    const { text, row } = await tokens.create(wanted());
    expect(createRedactor([]).scrub(`Bearer ${text}`)).not.toContain(text.split("_").slice(2).join("_"));
    expect(createRedactor([]).scrub(`token ${text} failed`)).toBe(`token flc_${row.id}_[redacted] failed`);
  });
});

describe("the words of a shell", () => {
  it.each([
    [["mcp"], { run: "mcp" }],
    [["--config", "f.yaml", "mcp"], { run: "mcp", config: "f.yaml" }],
    [["token", "create"], { run: "token create" }],
    [
      ["token", "create", "--role", "responder", "--expires", "2d", "--person", "Ana", "--name=ci"],
      { run: "token create", role: "responder", lifeMs: 172_800_000, person: "Ana", name: "ci" },
    ],
    [["token", "list", "--json"], { run: "token list", isJson: true }],
    [["token", "revoke", "abc"], { run: "token revoke", id: "abc" }],
  ])("%j", (given, words) => {
    expect(parseWords(given)).toEqual(words);
  });

  it.each([
    [["token"]],
    [["token", "create", "now"]],
    [["token", "create", "--role", "admin"]],
    [["token", "create", "--expires", "never"]],
    [["token", "list", "all"]],
    [["token", "revoke"]],
    [["token", "revoke", "a", "b"]],
  ])("that mean nothing are refused: %j", (given) => {
    expect(() => parseWords(given)).toThrow();
  });
});
