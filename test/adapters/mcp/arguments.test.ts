import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArguments } from "../../../adapters/mcp/arguments.ts";
import { tool } from "./world.ts";

const isolate = tool("falcon_isolate");
const hosts = tool("falcon_hosts");

describe("a tool's arguments", () => {
  it.each([
    [
      { hosts: ["WIN-01", "win-02"], reason: "odd" },
      { hosts: "WIN-01 win-02", reason: "odd" },
    ],
    [
      { hosts: "WIN-01", reason: "odd", for: "4h" },
      { hosts: "WIN-01", reason: "odd", for: "4h" },
    ],
    [{ hosts: ["WIN-01"], reason: null }, { hosts: "WIN-01" }],
    [
      { host: "WIN-01", reason: "odd" },
      { hosts: "WIN-01", reason: "odd" },
    ],
    [undefined, {}],
  ])("become what a person would have typed: %j", (given, values) => {
    expect(readArguments(isolate, given)).toMatchObject({ values });
  });

  it("take numbers and booleans as they are, and as words", () => {
    expect(readArguments(hosts, { limit: 5, text: "web" })).toMatchObject({
      values: { limit: "5", text: "web" },
    });
    expect(readArguments(hosts, { limit: "5", from_row: "20" })).toMatchObject({
      values: { limit: "5" },
      fromRow: 20,
    });
  });

  it("keep what is cited apart from the command's own", () => {
    expect(readArguments(isolate, { hosts: ["a"], reason: "r", cites: [" x:y:z "] })).toEqual({
      values: { hosts: "a", reason: "r" },
      cites: ["x:y:z"],
      fromRow: 0,
    });
    expect(readArguments(isolate, { cites: "x:y:z" })).toMatchObject({ cites: ["x:y:z"] });
  });

  it.each([
    ["something that is no object", isolate, "isolate WIN-01"],
    ["a list", isolate, ["WIN-01"]],
    ["a name that there is not", isolate, { machine: "WIN-01" }],
    ["what is for people", isolate, { hosts: ["a"], reason: "r", emergency: true }],
    ["a host of two words", isolate, { hosts: ["WIN-01 because"] }],
    ["a host of two names", isolate, { hosts: ["WIN-01,WIN-02"] }],
    ["a host that is no text", isolate, { hosts: [{ id: "x" }] }],
    ["no host", isolate, { hosts: [] }],
    ["a reason that is a list", isolate, { reason: ["r"] }],
    ["a limit that is an object", hosts, { limit: {} }],
    ["a limit that is no number", hosts, { limit: Number.NaN }],
    ["a row before the first", hosts, { from_row: -1 }],
    ["half a row", hosts, { from_row: 1.5 }],
    ["too many cited", isolate, { cites: Array.from({ length: 11 }, (_, n) => `a:${n}`) }],
    ["an empty citation", isolate, { cites: [" "] }],
    ["more than a call may carry", hosts, { text: "x".repeat(70_000) }],
  ])("are refused with a sentence: %s", (_, which, given) => {
    const read = readArguments(which, given);
    expect(read).toHaveProperty("faults");
    for (const fault of "faults" in read ? read.faults : []) expect(fault).toMatch(/^[A-Za-z_ ].{10,}\.$/);
  });

  it("never repeat what was written, and never make a host of two", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (names) => {
        const read = readArguments(isolate, { hosts: names, reason: "r" });
        if ("faults" in read)
          return read.faults.every((fault) => !names.some((name) => name.length > 3 && fault.includes(name)));
        return read.values["hosts"]?.split(/[\s,]+/).length === names.length;
      }),
    );
  });

  it("of any shape at all are read or refused, and nothing is thrown", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        const read = readArguments(hosts, given);
        return "faults" in read ? read.faults.length > 0 : read.fromRow >= 0;
      }),
    );
  });
});
