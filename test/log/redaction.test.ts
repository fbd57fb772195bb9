/** What a log line never holds. */
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/lib/secret.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { Logger } from "../../src/log.ts";
import { listen } from "./listen.ts";

/** Every way in which a secret might get into a line. */
const POSITIONS: readonly ((log: Logger, text: string) => void)[] = [
  (log, text) => log.debug(`before ${text} after`),
  (log, text) => log.child("part").info("words", { field: text }),
  (log, text) => log.info("words", { a: { b: { c: { d: [{ e: `x${text}y` }] } } } }),
  (log, text) => log.info("words", { [text]: 1, nested: { [`k ${text}`]: true } }),
  (log, text) => log.warn("words", { error: new Error(`failed with ${text}`) }),
  (log, text) => log.error("words", { err: new Error("outer", { cause: new Error(text) }) }),
  (log, text) => log.error("words", { error: new AggregateError([new Error(text)], text) }),
  (log, text) => log.debug("words", { body: JSON.stringify({ answer: text }) }),
  (log, text) => log.debug("words", { body: JSON.stringify({ inner: JSON.stringify({ answer: text }) }) }),
  (log, text) => log.debug("words", { foreign: untrusted(`name ${text}`) }),
  (log, text) => log.debug("words", { foreign: untrusted(`${"x".repeat(195)}${text}`) }),
  (log, text) => log.debug("words", { long: `${"x ".repeat(3_995)}${text}` }),
  (log, text) =>
    log.debug("words", { url: `https://api.example/?q=${encodeURIComponent(text.toWellFormed())}` }),
  (log, text) => log.debug("words", { map: new Map([[text, text]]), set: new Set([text]) }),
  (log, text) => log.debug("words", { when: { toJSON: () => ({ deep: text }) } }),
  (log, text) => log.debug("words", { symbol: Symbol(text), printed: inspect({ text }) }),
];

/** Spellings in which a reader could still get at it. */
const spellings = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  Buffer.from(secret).toString("base64url"),
  Buffer.from(secret).toString("hex"),
];

const secretText = fc.string({ unit: "grapheme-ascii", minLength: 12, maxLength: 60 });
const tokenText = fc
  .uint8Array({ minLength: 12, maxLength: 48 })
  .map((bytes) => Buffer.from(bytes).toString("base64"));

describe("a known secret", () => {
  it("appears in no line, wherever and however it is written", () => {
    fc.assert(
      fc.property(
        fc.oneof(secretText, tokenText),
        fc.constantFrom(...POSITIONS),
        fc.nat(5),
        (secret, position, spelling) => {
          const { log, lines } = listen([secret]);
          position(log, spellings(secret)[spelling] ?? secret);
          expect(lines).toHaveLength(1);
          expect(() => JSON.parse(lines[0] ?? "") as unknown).not.toThrow();
          const line = lines.join("");
          const words = JSON.stringify(JSON.parse(line));
          for (const leak of spellings(secret)) {
            expect(line.includes(leak) || words.includes(leak), `${leak} in ${line}`).toBe(false);
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it("is found inside the base64 of a longer text, at every offset", () => {
    fc.assert(
      fc.property(tokenText, fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), (secret, a, b) => {
        const { log, lines } = listen([secret]);
        log.info("words", { blob: Buffer.from(`${a}${secret}${b}`).toString("base64") });
        const shown = (JSON.parse(lines[0] ?? "") as { blob: string }).blob;
        expect(shown).toContain("[redacted]");
        expect(Buffer.from(shown.replace("[redacted]", ""), "base64").length).toBeLessThan(
          a.length * 4 + b.length * 4 + 8,
        );
      }),
    );
  });

  it("is kept out from the moment that it is learned", () => {
    const { log, lines } = listen();
    log.addSecret("learned-later-0123");
    log.child("falcon").info("signed in with learned-later-0123");
    expect(lines.join("")).not.toContain("learned-later");
  });

  it("stays out while a hundred others are learned", () => {
    const { log, lines } = listen(["known-from-the-start"]);
    for (let i = 0; i < 100; i++) log.addSecret(`access-token-${i}-`);
    log.info("known-from-the-start access-token-99-");
    expect(lines.join("")).not.toMatch(/known-from|access-token/);
  });

  it("that is a word of a few letters masks nothing", () => {
    const { log, last } = listen(["info"]);
    log.info("for your information");
    expect(last()).toMatchObject({ level: "info", msg: "for your information" });
  });

  it("that reads like the line's own punctuation leaves the line whole", () => {
    const { log, last } = listen(['","msg":"']);
    log.info("words", { a: "b" });
    expect(last()).toMatchObject({ level: "info", msg: "words", a: "b" });
  });

  it("whose removal would break the line costs the words, never the JSON", () => {
    const { log, last } = listen(["nabcdefg"]);
    log.info("line one\nabcdefg");
    expect(last()["msg"]).toBe("[redacted]");
  });

  it("stays out when it is broken up by terminal escapes", () => {
    const { log, lines } = listen(["hidden-by-colours"]);
    log.info("words", {
      text: "hidden-\u001b[31mby-colours",
      foreign: untrusted("hidden\u001b[0m-by-colours"),
    });
    expect(lines.join("")).not.toContain("hidden-by-colours");
  });

  it("prints as redacted when it is wrapped", () => {
    const { log, last } = listen();
    log.info("words", { wrapped: new Secret("never-registered") });
    expect(last()["wrapped"]).toBe("[redacted]");
  });
});

describe("a field with a telling name", () => {
  const names = [
    "token",
    "accessToken",
    "client_secret",
    "Authorization",
    "set-cookie",
    "PASSWORD",
    "dbPasswd",
    "x-api-key",
    "apiKey",
    "credentials",
    "private_key",
  ];

  for (const name of names) {
    it(`hides the value of ${name} at any depth`, () => {
      const { log, lines } = listen();
      log.debug("words", { [name]: "plain-value", a: [{ b: { [name]: { deep: "plain-value" } } }] });
      expect(lines.join("")).not.toContain("plain-value");
    });
  }

  it("still says whether there is one", () => {
    const { log, last } = listen();
    log.info("words", { hasToken: true, token: undefined, secret: null });
    expect(last()).toMatchObject({ hasToken: true, secret: null });
  });
});

describe("something of the shape of a secret", () => {
  // Put together here, so that no scanner takes this file for a leak.
  const body = "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8";
  const key = "PRIVATE KEY";
  const shapes: Readonly<Record<string, string>> = {
    "bot token": `xoxb-12345678901-${body}`,
    "rotated token": `xoxe.xoxp-1-${body}`,
    "app token": `xapp-1-A0123-${body}`,
    "bearer header": `Bearer ${body}`,
    "basic header": `Basic ${Buffer.from(body).toString("base64")}`,
    JWT: `eyJhbGciOiJIUzI1NiJ9.${body}.${body}`,
    "three-part bot token": `M${body}.Gx1abc.${body}${body}`,
    "PEM block": `-----BEGIN ${key}-----\n${body}\n${body}\n-----END ${key}-----`,
    "PEM block cut off": `-----BEGIN RSA ${key}-----\n${body}`,
    "form field": `grant=x&client_secret=${body}&y=1`,
    "JSON field": `{"client_secret": "${body}\\"${body}"}`,
    "printed object": inspect({ password: body }),
    "database address": `connect to postgres://falconer:${body}@db.example:5432/falconer failed`,
    "cookie line": `Cookie: sid=${body}; other=${body}`,
  };
  for (const [name, text] of Object.entries(shapes)) {
    it(`is hidden: a ${name}`, () => {
      for (const position of POSITIONS) {
        const { log, lines } = listen();
        position(log, text);
        expect(lines.join("")).not.toContain(body);
      }
    });
  }

  it("is not seen in ordinary words", () => {
    const { log, last } = listen();
    const words =
      "token renewed; basic authentication; https://api.example:8080/a?b=c#d ana@example.com 0123456789abcdef0123456789abcdef";
    log.info(words);
    expect(last()["msg"]).toBe(words);
  });
});
