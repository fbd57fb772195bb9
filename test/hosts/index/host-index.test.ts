import { describe, expect, it, onTestFinished } from "vitest";
import { plainLine } from "../../../src/chat/plain.ts";
import { createHostIndex } from "../../../src/hosts/index/host-index.ts";
import type { HostIndex } from "../../../src/hosts/index/host-index.ts";
import { createHosts } from "../../../src/hosts/service.ts";
import { HOUR, MINUTE } from "../../../src/lib/clock.ts";
import { reveal } from "../../../src/lib/untrusted.ts";
import { fakeClock } from "../../fixtures/clock.ts";
import { deviceOf, everyHostPort } from "../devices.ts";
import { outcomeOf } from "../outcome.ts";
import { idOf, recordingLog, scriptedFalcon, sketchOf } from "./sketches.ts";

const sketches = (...names: readonly string[]) => names.map((name) => sketchOf({ name }));
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function started(falcon: ReturnType<typeof scriptedFalcon>) {
  const clock = fakeClock();
  const log = recordingLog();
  const index = createHostIndex({ falcon, clock, log });
  onTestFinished(() => index.stop());
  index.start();
  await settled();
  return { index, clock, log };
}

const labels = (index: HostIndex, written: string): readonly string[] =>
  index.suggest(written, 5).map(({ label }) => plainLine(label));
const values = (index: HostIndex, written: string): readonly string[] =>
  index.suggest(written, 5).map(({ value }) => value);

describe("loading", () => {
  it("reads every page in the background and is ready with the last", async () => {
    const falcon = scriptedFalcon(sketches("web-01", "web-02", "web-03", "db-01", "db-02"));
    const { index } = await started(falcon);
    expect(falcon.asked.map(({ token }) => token)).toEqual([undefined, "2", "4"]);
    expect(index.isReady()).toBe(true);
    expect(index.size()).toBe(5);
  });

  it("is not ready while a page fails, and begins again after a while", async () => {
    const falcon = scriptedFalcon(sketches("web-01", "web-02", "web-03"));
    falcon.failures.push(new Error("no"));
    const { index, clock } = await started(falcon);
    expect(index.isReady()).toBe(false);
    await clock.advance(2 * MINUTE);
    expect(index.isReady()).toBe(true);
  });

  it("does not follow a token round in circles", async () => {
    const asked: string[] = [];
    const index = createHostIndex({
      falcon: {
        sketches({ token }) {
          asked.push(token ?? "first");
          return Promise.resolve({ sketches: sketches("web-01"), total: 1, next: "again" });
        },
      },
      clock: fakeClock(),
      log: recordingLog(),
    });
    onTestFinished(() => index.stop());
    index.start();
    await settled();
    expect(asked).toEqual(["first", "again"]);
    expect(index.isReady()).toBe(true);
  });

  it("leaves an estate beyond all measure to the live search", async () => {
    const log = recordingLog();
    const index = createHostIndex({
      falcon: { sketches: () => Promise.resolve({ sketches: [], total: 2_000_000, next: "more" }) },
      clock: fakeClock(),
      log,
    });
    onTestFinished(() => index.stop());
    index.start();
    await settled();
    expect(index.isReady()).toBe(false);
    expect(log.lines).toEqual(["warn: the host index cannot be kept up; it stays as it is"]);
  });
});

describe("keeping up", () => {
  it("asks for what changed since the latest change it saw, less an overlap", async () => {
    const falcon = scriptedFalcon([
      sketchOf({ name: "web-01", modified: "2026-01-31T10:20:30Z" }),
      sketchOf({ name: "web-02", modified: "2026-01-31T10:00:00Z" }),
    ]);
    const { clock } = await started(falcon);
    await clock.advance(MINUTE);
    expect(falcon.asked.at(-1)?.filter).toBe("modified_timestamp:>='2026-01-31T10:18:30.000Z'");
  });

  it("takes over a rename, a new host and a change of containment", async () => {
    const changed = () => [
      sketchOf({ id: idOf("web-01"), name: "web-99" }),
      sketchOf({ name: "web-02", status: "contained" }),
      sketchOf({ name: "new-01" }),
    ];
    const { index, clock } = await started(
      scriptedFalcon(sketches("web-01", "web-02"), { page: 5, changed }),
    );
    await clock.advance(MINUTE);
    expect(index.size()).toBe(3);
    expect(values(index, "web-01")).toEqual([]);
    expect(index.lookup("WEB-99")).toEqual([idOf("web-01")]);
    expect(labels(index, "new")).toEqual(["new-01"]);
    expect(index.suggest("web-02", 1).map(({ detail }) => plainLine(detail))[0]).toMatch(/contained$/);
  });

  it("forgets hosts that are gone when it loads anew", async () => {
    const falcon = scriptedFalcon(sketches("web-01", "web-02"));
    const { index, clock } = await started(falcon);
    falcon.hosts = sketches("web-02");
    await clock.advance(HOUR);
    expect(index.size()).toBe(2);
    await clock.advance(6 * HOUR);
    expect(index.lookup("web-01")).toEqual([]);
    expect(index.lookup("web-02")).toHaveLength(1);
  });

  it("keeps what it has when a new loading breaks off half-way", async () => {
    const falcon = scriptedFalcon(sketches("web-01", "web-02", "web-03"));
    const { index, clock } = await started(falcon);
    await clock.advance(6 * HOUR - MINUTE);
    const before = falcon.asked.length;
    falcon.sketches = async ({ token }) => {
      if (token !== undefined) throw new Error("the token has expired");
      return { sketches: sketches("web-01"), total: 3, next: "more" };
    };
    await clock.advance(2 * HOUR);
    expect(before).toBeGreaterThan(300);
    expect(index.isReady()).toBe(true);
    expect(index.size()).toBe(3);
  });

  it("backs off in trouble, and says so once", async () => {
    const falcon = scriptedFalcon(sketches("web-01"));
    const { index, clock, log } = await started(falcon);
    falcon.failures.push(...Array.from({ length: 6 }, () => new Error("down")));
    const before = falcon.asked.length;
    await clock.advance(HOUR - MINUTE);
    // One minute after the start, then 2, 4, 8, 15 and 15 minutes later.
    expect(falcon.asked.length - before).toBe(6);
    expect(index.size()).toBe(1);
    await clock.advance(MINUTE);
    expect(log.lines).toEqual([
      "info: the host index is loaded",
      "warn: the host index cannot be kept up; it stays as it is",
      "info: the host index is kept up again",
    ]);
  });

  it("asks less often when each question takes many pages", async () => {
    const hosts = sketches(..."abcdefgh".split("").map((letter) => `web-${letter}`));
    const falcon = scriptedFalcon(hosts, { page: 2, changed: () => hosts });
    const { clock } = await started(falcon);
    expect(falcon.asked).toHaveLength(4);
    await clock.advance(20 * MINUTE);
    expect(falcon.asked).toHaveLength(4 + 20);
  });

  it("stops in the middle of a wait and asks nothing more", async () => {
    const falcon = scriptedFalcon(sketches("web-01"));
    const { index, clock, log } = await started(falcon);
    await index.stop();
    await clock.advance(HOUR);
    expect(falcon.asked).toHaveLength(1);
    expect(log.lines).toEqual(["info: the host index is loaded"]);
  });
});

describe("what is suggested", () => {
  it("is the hostname where only one host has it, else the device id", async () => {
    const twins = ["twin-1", "TWIN-1"].map((name) => sketchOf({ id: idOf(name), name }));
    const { index } = await started(scriptedFalcon([...sketches("web-01"), ...twins]));
    expect(values(index, "web")).toEqual(["web-01"]);
    expect(values(index, "twin")).toEqual([idOf("twin-1"), idOf("TWIN-1")]);
    expect(values(index, idOf("web-01").slice(0, 8))).toEqual([idOf("web-01")]);
  });

  it("is the device id for a name that a line would read as something else", async () => {
    const hostile = ["--emergency", "a b-1", "x-1,y-1", "host", "<@U1>-1", "web-\u202E01", "`1`"];
    const { index } = await started(scriptedFalcon(sketches(...hostile), { page: 10 }));
    expect(index.suggest("", 25).map(({ value }) => value)).toEqual(hostile.map(idOf));
    for (const name of hostile) expect(labels(index, name).length).toBeGreaterThan(0);
  });
});

describe("the host service with an index", () => {
  async function service(isReady: boolean) {
    const falcon = scriptedFalcon(sketches("web-01"));
    if (!isReady) falcon.failures.push(new Error("not yet"));
    const { index, clock } = await started(falcon);
    let asked = 0;
    const live = everyHostPort([deviceOf({ hostname: "live-01" })], () => (asked += 1));
    return { hosts: createHosts({ falcon: live, clock, index }), asked: () => asked };
  }

  it("completes without asking Falcon", async () => {
    const { hosts, asked } = await service(true);
    const found = await hosts.suggest("we", 5);
    expect(found.map(({ value }) => value)).toEqual(["web-01"]);
    expect(asked()).toBe(0);
  });

  it("asks Falcon until the index is ready", async () => {
    const { hosts } = await service(false);
    const found = await hosts.suggest("li", 5);
    expect(found.map(({ label }) => plainLine(label))).toEqual(["live-01"]);
  });

  it("still finds live and only live", async () => {
    const { hosts } = await service(true);
    expect(await outcomeOf(hosts.find("live-01"))).toBe("found live-01");
    expect(await hosts.count("web-01")).toBe("none");
  });

  it("names the nearest of the index when there is no such host", async () => {
    const { hosts } = await service(true);
    expect(await outcomeOf(hosts.find("wbe-01"))).toBe("none; near: web-01");
  });

  it("names the nearest of the live search until then", async () => {
    const { hosts } = await service(false);
    expect(await outcomeOf(hosts.find("liev-01"))).toBe("none; near: live-01");
  });
});

describe("nearest names and suggestions", () => {
  it("leave the index as text of an endpoint", async () => {
    const { index } = await started(scriptedFalcon(sketches("web-01")));
    const [name] = index.nearest("web-02", 1);
    expect(String(name)).toBe("[untrusted]");
    expect(name === undefined ? "" : reveal(name)).toBe("web-01");
  });
});
