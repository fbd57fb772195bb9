/** What a log line holds. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { untrusted } from "../../src/lib/untrusted.ts";
import { listen } from "./listen.ts";

describe("a log line", () => {
  it("is one JSON object with time, level, component and message", () => {
    const { log, lines, last } = listen();
    log.child("falcon").info("falcon has answered", { region: "us-2" });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(last()).toMatchObject({
      level: "info",
      component: "falcon",
      msg: "falcon has answered",
      region: "us-2",
    });
    expect(Date.parse(String(last()["time"]))).not.toBeNaN();
  });

  it("names a part of a part by both, once", () => {
    const { log, lines, last } = listen();
    log.child("falcon").child("token").warn("renewed late");
    expect(last()["component"]).toBe("falcon.token");
    expect(lines[0]?.match(/component/g)).toHaveLength(1);
  });

  it("is not written below the level", () => {
    const { log, lines } = listen([], "warn");
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
    expect(lines).toHaveLength(2);
  });

  it("is never written when silent", () => {
    const { log, lines } = listen([], "silent");
    log.error("d");
    expect(lines).toEqual([]);
  });

  it("keeps its own fields when the caller uses their names", () => {
    const { log, last } = listen();
    log.info("words", { msg: "other", time: 1, level: "x" });
    expect(last()).toMatchObject({ msg: "words", level: "info", msg_: "other", time_: 1, level_: "x" });
  });

  it("tells an error with its code, its stack and what caused it", () => {
    const { log, last } = listen();
    const cause = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    for (const key of ["error", "err"]) {
      log.error("a call failed", { [key]: new TypeError("no answer", { cause }) });
      expect(last()[key]).toMatchObject({
        name: "TypeError",
        message: "no answer",
        stack: expect.stringContaining("TypeError: no answer") as string,
        cause: { name: "Error", message: "socket hang up", code: "ECONNRESET" },
      });
    }
  });

  it("leaves out what an error drags along", () => {
    const { log, lines } = listen();
    const error = Object.assign(new Error("403"), {
      config: { headers: { "x-thing": "payload-of-a-call" } },
    });
    log.error("a call failed", { error });
    expect(lines.join("")).not.toContain("payload-of-a-call");
  });

  it("survives circles, depth, throwing getters, odd values and broken dates", () => {
    const { log, last } = listen();
    const circle: Record<string, unknown> = { n: 1n, f: () => 1, s: Symbol("x"), d: new Date(Number.NaN) };
    circle["self"] = circle;
    circle["list"] = Array.from({ length: 500 }, (_, i) => i);
    circle["map"] = new Map([["a", new Set([1])]]);
    circle["bytes"] = Buffer.from("abc");
    Object.defineProperty(circle, "trap", { enumerable: true, get: () => expect.unreachable() });
    log.info("odd", { circle });
    expect(last()["circle"]).toMatchObject({
      n: "1",
      self: "[circular]",
      bytes: "[3 bytes]",
      map: { a: [1] },
    });
    expect((last()["circle"] as { list: unknown[] }).list).toHaveLength(101);
  });

  it("shows foreign text short, on one line, with hidden characters spelt out", () => {
    const { log, lines, last } = listen();
    const hostile = `dc-01\u001b[31mred\u001b]8;;https://evil.example\u0007link\n{"level":"info"}\u202Eabc\u0000${"x".repeat(900)}`;
    log.info("a host", { host: untrusted(hostile), list: [untrusted("a\u0007b")] });
    const host = String(last()["host"]);
    expect(host).toMatch(/^dc-01redlink⏎\{"level":"info"\}⟦U\+202E⟧abc⟦U\+0000⟧x+…$/);
    expect(host.length).toBeLessThanOrEqual(200);
    expect(last()["list"]).toEqual(["a⟦U+0007⟧b"]);
    expect(lines).toHaveLength(1);
  });

  it("holds no control character, whoever sent it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const { log, lines } = listen();
        log.info(text, { text, [text]: text, foreign: untrusted(text), error: new Error(text) });
        expect(lines).toHaveLength(1);
        // oxlint-disable-next-line no-control-regex
        expect(lines[0]?.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
        expect(() => JSON.parse(lines[0] ?? "") as unknown).not.toThrow();
      }),
    );
  });
});
