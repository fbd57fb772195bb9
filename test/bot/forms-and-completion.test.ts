import { describe, expect, it } from "vitest";
import type { Account } from "../../src/chat/person.ts";
import { createWorld, turnOf, type WorldParts } from "./world.ts";

const accountOf = (id: string): Account => turnOf("", { id }).account;
const RITA = accountOf("U-RITA");

describe("before a turn is taken", () => {
  const { bot } = createWorld();
  const line = (text: string) => bot.preview({ kind: "line", text });

  it("a change with missing arguments opens its form, filled in as far as it goes", () => {
    const preview = line("isolate host WIN-01 --for 4h");
    expect(preview).toMatchObject({
      next: "form",
      form: { command: "isolate", title: "Isolate", submit: "Isolate", intro: "Does isolate" },
    });
    expect(preview.next === "form" && preview.form.fields).toEqual([
      expect.objectContaining({ name: "hosts", kind: "line", required: true, value: "WIN-01" }),
      expect.objectContaining({ name: "reason", kind: "paragraph", required: true, maxLength: 3_000 }),
      expect.objectContaining({ name: "for", kind: "line", required: false, value: "4h" }),
      expect.objectContaining({ name: "emergency", kind: "toggle", required: false }),
    ]);
  });

  it("choices carry values and words", () => {
    const preview = line("close");
    expect(preview.next === "form" && preview.form.fields[1]).toMatchObject({
      kind: "choice",
      options: [
        { value: "true_positive", label: "True positive" },
        { value: "false_positive", label: "False positive" },
        { value: "ignored", label: "Ignored" },
      ],
    });
  });

  it.each([
    ["detections WIN-01", "channel"],
    ["isolate WIN-01 why not", "actor"],
    ["detections days:400", "actor"],
    ["host", "actor"],
    ["nonsense", "actor"],
    ["", "actor"],
    ['host "open', "actor"],
  ])("%s runs, and %s sees the answer", (text, audience) => {
    expect(line(text)).toEqual({ next: "run", audience });
  });

  it("options and forms are judged like lines", () => {
    expect(bot.preview({ kind: "options", command: "isolate", values: {} }).next).toBe("form");
    expect(bot.preview({ kind: "options", command: "nope", values: {} })).toEqual({
      next: "run",
      audience: "actor",
    });
    expect(bot.preview({ kind: "form", command: "host", values: { host: "A" } })).toEqual({
      next: "run",
      audience: "channel",
    });
  });

  it("a button runs or opens its form, and a forged one is explained in private", () => {
    const press = (as: "run" | "form") =>
      bot.preview({ kind: "press", token: bot.seal({ command: "host", args: { host: "A" }, as }) });
    expect(press("run")).toEqual({ next: "run", audience: "channel" });
    expect(press("form")).toMatchObject({ next: "form", form: { fields: [{ name: "host", value: "A" }] } });
    expect(bot.preview({ kind: "press", token: "nonsense" })).toEqual({ next: "run", audience: "actor" });
  });

  it("a form is checked field by field", () => {
    expect(bot.check("isolate", { hosts: " , ", reason: " ", for: "400d" })).toEqual({
      hosts: "Hosts: name at least one host.",
      reason: "Reason is missing: why, for the record.",
      for: "For: too short or too long.",
    });
    expect(bot.check("isolate", { hosts: "A", reason: "x".repeat(3_001), emergency: "maybe" })).toEqual({
      reason: "Reason: at most 3000 characters.",
      emergency: "Break-glass: yes or no.",
    });
    expect(bot.check("isolate", { hosts: "A", reason: "why not", for: "4h", emergency: "true" })).toEqual({});
  });

  it("host facts are added for those who may read", async () => {
    const preview = line("isolate WIN-01");
    if (preview.next !== "form") throw new Error("no form");
    expect((await bot.elaborate(preview.form, RITA)).intro).toBe("with facts");
    expect((await bot.elaborate(preview.form, accountOf("U-NOBODY"))).intro).toBe("Does isolate");
    expect((await bot.overview(RITA)).title).toBe("overview");
    expect((await bot.overview(accountOf("U-NOBODY"))).title).not.toBe("overview");
  });
});

describe("completion", () => {
  const suggest = async (line: string, who = RITA, parts: WorldParts = {}) =>
    (await createWorld(parts).bot.suggest(line, who)).map(({ value }) => value);

  it.each([
    ["", ["help", "host", "hosts", "detections", "isolate", "close"]],
    ["ho", ["host", "hosts"]],
    ["host WIN-", ["WIN-01"]],
    ["isolate A WIN-", ["WIN-01"]],
    ["detections --", ["--days", "--severity"]],
    ["detections --days 7 --", ["--severity"]],
    ["detections --severity ", ["low", "high", "critical"]],
    ["detections --severity h", ["high"]],
    ["detections severity:h", ["severity:high"]],
    ["close x tr", ["true_positive"]],
    ["help iso", ["isolate"]],
    ["nonsense x", []],
    ['host "WIN', []],
    ["extend r", []],
  ])("of %j offers %j", async (line, expected) => {
    expect(await suggest(line)).toEqual(expected);
  });

  it("offers nothing that the person may not use", async () => {
    expect(await suggest("", accountOf("U-NOBODY"))).toEqual(["help"]);
    expect(await suggest("host W", accountOf("U-NOBODY"))).toEqual([]);
    expect(await suggest("approve ", accountOf("U-ABE"))).toEqual(["r1"]);
    expect(await suggest("approve ")).toEqual([]);
  });
});
