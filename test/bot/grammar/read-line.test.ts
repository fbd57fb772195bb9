import { describe, expect, it } from "vitest";
import { readLine } from "../../../src/bot/grammar/read-line.ts";
import { createRegistry } from "../../../src/bot/registry.ts";
import { SAMPLES } from "../sample-commands.ts";

const registry = createRegistry(SAMPLES);
const read = (line: string) => readLine(line, registry);

function valuesOf(line: string) {
  const reading = read(line);
  if (reading.kind !== "command") throw new Error(`${reading.kind}: ${JSON.stringify(reading)}`);
  return { command: reading.command.info.name, ...reading.values };
}

const ALERT = "0123456789abcdef0123456789abcdef:ind:fedcba9876543210fedcba9876543210:1700000001-10303-424242";
const AID = "aid:0123456789abcdef0123456789abcdef";

describe("a typed line", () => {
  it.each([
    ["/falcon isolate host WIN-01 beaconing", { command: "isolate", hosts: "WIN-01", reason: "beaconing" }],
    ["isolate WIN-01 beaconing", { command: "isolate", hosts: "WIN-01", reason: "beaconing" }],
    [
      "isolate A B reason words --for 5s --emergency",
      { command: "isolate", hosts: "A", reason: "B reason words", for: "5s", emergency: "true" },
    ],
    ["isolate --for=4h WIN-01 why", { command: "isolate", hosts: "WIN-01", reason: "why", for: "4h" }],
    ["isolate WIN-01 for:4h why", { command: "isolate", hosts: "WIN-01", reason: "why", for: "4h" }],
    ["isolate A,B both of them", { command: "isolate", hosts: "A,B", reason: "both of them" }],
    [
      "isolate WIN-01 --emergency=no why",
      { command: "isolate", hosts: "WIN-01", reason: "why", emergency: "no" },
    ],
    [
      "isolate WIN-01 --reason two words --for 4h",
      { command: "isolate", hosts: "WIN-01", reason: "two words", for: "4h" },
    ],
    ["isolate WIN-01 why \u2014for 4h", { command: "isolate", hosts: "WIN-01", reason: "why", for: "4h" }],
    ["isolate --host WIN-01 beaconing", { command: "isolate", hosts: "WIN-01", reason: "beaconing" }],
    ["detections --days 7", { command: "detections", days: "7" }],
    ["detections days:7", { command: "detections", days: "7" }],
    [
      "ALERTS WIN-01 Days:7 severity:high",
      { command: "detections", host: "WIN-01", days: "7", severity: "high" },
    ],
    [`detections ${AID}`, { command: "detections", host: AID }],
    [`close ${ALERT}`, { command: "close", alert: ALERT }],
    [
      `close ${ALERT} true positive seen before`,
      { command: "close", alert: ALERT, resolution: "true_positive", comment: "seen before" },
    ],
    [`close ${ALERT} False-Positive`, { command: "close", alert: ALERT, resolution: "false_positive" }],
    [`close ${ALERT} looks benign`, { command: "close", alert: ALERT, comment: "looks benign" }],
    ["host host", { command: "host", host: "host" }],
    ["host host WIN-01", { command: "host", host: "WIN-01" }],
    ['host "host"', { command: "host", host: "host" }],
    ["host \u201cWIN 01\u201d", { command: "host", host: "WIN 01" }],
    ["host 'WIN 01'", { command: "host", host: "WIN 01" }],
    ['hosts "two words"', { command: "hosts", text: "two words" }],
    [
      "hosts platform_name:'Windows'+tags:'x y'",
      { command: "hosts", text: "platform_name:'Windows'+tags:'x y'" },
    ],
    ["hosts status:'contained'+os:'x'", { command: "hosts", text: "status:'contained'+os:'x'" }],
    ["hosts os:'Server' --limit 5", { command: "hosts", text: "os:'Server'", limit: "5" }],
    ["host name:'two words'", { command: "host", host: "name:'two words'" }],
    ['hosts --status="contained"', { command: "hosts", status: "contained" }],
    ["hosts status:'contained'", { command: "hosts", status: "contained" }],
    ["hosts", { command: "hosts" }],
  ])("is understood: %s", (line, expected) => {
    expect(valuesOf(line)).toEqual(expected);
  });

  it("keeps spacing, quotes and apostrophes of a reason as typed", () => {
    const { reason } = valuesOf(
      `isolate WIN-01  user's  note: "call  me" at 12:30, see https://x.test/a --for 5s`,
    ) as {
      reason?: string;
    };
    expect(reason).toBe(`user's  note: "call  me" at 12:30, see https://x.test/a`);
  });

  it("takes an option out of the middle of a reason without a scar", () => {
    expect(valuesOf("isolate WIN-01 beaconing --for 5s to a C2")).toMatchObject({
      reason: "beaconing to a C2",
    });
  });

  it("leaves what merely looks like an option in a reason", () => {
    expect(valuesOf("isolate WIN-01 ran tool --encode quietly")).toMatchObject({
      reason: "ran tool --encode quietly",
    });
  });

  it.each([
    ["isolate WIN-01 why --fro 4h", "did you mean --for?"],
    ["isolate WIN-01 why --emergncy", "did you mean --emergency?"],
    ["detections --nonsense", "detections takes --days, --severity"],
    ["isolate WIN-01 why --for", "--for needs a value"],
    ["isolate WIN-01 why --for 4h --for 5h", "--for is there twice"],
    ["detections WIN-01 WIN-02", "more words than detections takes"],
    ['isolate WIN-01 "never closed', "quotation mark is opened and never closed"],
    ["isolate WIN-01 \u201cnever closed", "quotation mark is opened and never closed"],
  ])("is faulty: %s", (line, sentence) => {
    const reading = read(line);
    expect(reading.kind === "faulty" && reading.faults.join(" ")).toContain(sentence);
  });

  it("is too long to be honest beyond 8,000 characters, and is cut before it costs time", () => {
    const reading = read(`hosts ${"'a ".repeat(1_000_000)}`);
    expect(reading.kind === "faulty" && reading.faults).toEqual(["A line may have 8000 characters."]);
  });

  it("asks for help when empty, also with nothing but the prefix", () => {
    expect([read(""), read("  \u00a0"), read("/falcon")].map(({ kind }) => kind)).toEqual([
      "help",
      "help",
      "help",
    ]);
    expect(read("isolate --help")).toEqual({ kind: "help", about: "isolate" });
  });

  it.each([
    ["isolat WIN-01", "isolate"],
    ["isloate WIN-01", "isolate"],
    ["dete", "detections"],
  ])("offers the nearest command for %s", (line, meant) => {
    const reading = read(line);
    expect(reading.kind === "unknown" && reading.nearest[0]).toBe(meant);
  });

  it("does not know commands that are reached by buttons alone", () => {
    expect(read("extend r1").kind).toBe("unknown");
  });
});
