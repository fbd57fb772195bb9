import { describe, expect, it } from "vitest";
import { FaultList } from "../../src/simulator/faults.ts";
import type { Fault } from "../../src/simulator/faults.ts";

const call = (path = "/devices/x/v1", method = "GET", text = "") => ({
  method,
  path,
  query: new URLSearchParams("ids=abc"),
  text,
});

const takes = (fault: Fault, ...calls: ReturnType<typeof call>[]): boolean[] => {
  const faults = new FaultList([fault]);
  return calls.map((each) => faults.take(each).effect !== undefined);
};

describe("a fault", () => {
  it("happens once unless told otherwise", () => {
    expect(takes({ fault: "html" }, call(), call())).toEqual([true, false]);
    expect(takes({ fault: "html", count: 2 }, call(), call(), call())).toEqual([true, true, false]);
    expect(takes({ fault: "html", count: -1 }, call(), call(), call())).toEqual([true, true, true]);
  });

  it("lets the first calls through when it has some to skip", () => {
    expect(takes({ fault: "html", skip: 1 }, call(), call(), call())).toEqual([false, true, false]);
  });

  it("chooses by method, path and content", () => {
    expect(takes({ fault: "html", method: "post" }, call(), call(undefined, "POST"))).toEqual([false, true]);
    expect(takes({ fault: "html", path: "/devices/" }, call("/alerts/x"), call())).toEqual([false, true]);
    expect(takes({ fault: "html", path: "^/[a-z]+/x/v1$" }, call("/devices/x/v11"), call())).toEqual([
      false,
      true,
    ]);
    expect(takes({ fault: "html", match: "abc" }, call())).toEqual([true]);
    expect(takes({ fault: "html", match: "zzz" }, call(), call("/x", "POST", '{"ids":["zzz"]}'))).toEqual([
      false,
      true,
    ]);
  });

  it("leaves others waiting while it is used up, but delays add up", () => {
    const faults = new FaultList([
      { fault: { delayMs: 10 } },
      { fault: "html" },
      { fault: { delayMs: 5 } },
      { fault: "hang" },
    ]);
    expect(faults.take(call())).toEqual({ delayMs: 15, effect: "html" });
    expect(faults.take(call())).toEqual({ delayMs: 0, effect: "hang" });
    expect(faults.pending).toEqual([]);
  });
});
