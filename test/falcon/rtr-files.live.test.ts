/** Files of hosts: how they arrive, the archive they come in, and what may go wrong while they do. */
import { createHash } from "node:crypto";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SevenZipModuleFactory } from "7z-wasm";
import type { Save } from "../../src/falcon/call.ts";
import { reveal } from "../../src/lib/untrusted.ts";
import { bed, errorOf } from "./bed.ts";
import { rtrScene } from "./rtr-scene.ts";
import { failure, json, type Answer } from "./server.ts";

const CONTENTS = "/real-time-response/entities/extracted-file-contents/v1";
const SHA256 = "a".repeat(64);
const MIB = 1024 * 1024;

const openSevenZip = createRequire(import.meta.url)("7z-wasm") as SevenZipModuleFactory;

/** The members of an archive by name. */
async function unpack(archive: Uint8Array, password: string): Promise<Record<string, Uint8Array>> {
  const silent = () => undefined;
  const sevenZip = await openSevenZip({ print: silent, printErr: silent });
  sevenZip.FS.writeFile("/a.7z", archive);
  sevenZip.FS.mkdir("/out");
  sevenZip.FS.chdir("/out");
  sevenZip.callMain(["x", `-p${password}`, "/a.7z"]);
  const names = sevenZip.FS.readdir("/out").filter((name) => !name.startsWith("."));
  return Object.fromEntries(names.map((name) => [name, sevenZip.FS.readFile(`/out/${name}`)]));
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "falconer-rtr-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const count: Save<number> = async (bytes) => {
  let total = 0;
  for await (const chunk of bytes) total += chunk.length;
  return total;
};

describe("a fetched file", () => {
  it("comes as a 7z that only the known password opens, with the very bytes of the host in it", async () => {
    const { rtr, simulator, idOf, say } = await rtrScene();
    const { id: sessionId } = await rtr.sessions.open({ deviceId: idOf("WIN-FIN-07") });
    await say(sessionId, "get C:\\Users\\Public\\ledgersync.exe", "active-responder");
    const [file] = await rtr.files.list(sessionId);
    expect(file).toMatchObject({ isComplete: true, progress: 1, sizeBytes: 221_184 });
    expect(reveal(file!.name)).toBe("C:\\Users\\Public\\ledgersync.exe");

    const path = join(folder(), "evidence.7z");
    await rtr.files.contents({
      sessionId,
      sha256: file?.sha256 ?? "",
      filename: "ledgersync.exe",
      mostBytes: 10 * MIB,
      save: (bytes) => pipeline(bytes, createWriteStream(path)),
    });
    const archive = readFileSync(path);
    expect(archive.subarray(0, 6).toString("hex")).toBe("377abcaf271c");
    const { "ledgersync.exe": member } = await unpack(archive, "infected");
    expect(createHash("sha256").update(member!).digest("hex")).toBe(file?.sha256);
    const entry = simulator.state.rtr.entry("WIN-FIN-07", "C:\\Users\\Public\\ledgersync.exe");
    expect(Buffer.from(member!).equals(entry!.content!.bytes())).toBe(true);
    expect(await unpack(archive, "guess").catch(() => "refused")).not.toHaveProperty("ledgersync.exe");
  });

  it("is on its way for a while, is not handed out before, and can be deleted", async () => {
    const { rtr, idOf, say, advance } = await rtrScene({
      rtr: { commandMs: 0, connectMs: 0, uploadMs: 60_000 },
    });
    const { id: sessionId } = await rtr.sessions.open({ deviceId: idOf("LNX-WEB-01") });
    await say(sessionId, "get /etc/hosts");
    advance(20_000);
    const [file] = await rtr.files.list(sessionId);
    expect(file).toMatchObject({ isComplete: false, sha256: undefined });
    expect(file!.progress).toBeGreaterThan(0.3);
    expect(file!.progress).toBeLessThan(1);
    const wanted = { sessionId, sha256: SHA256, mostBytes: MIB, save: count };
    expect((await errorOf(rtr.files.contents(wanted))).kind).toBe("not-found");
    advance(60_000);
    const [whole] = await rtr.files.list(sessionId);
    expect(await rtr.files.contents({ ...wanted, sha256: whole?.sha256 ?? "" })).toBeGreaterThan(100);
    const removal = { id: whole?.id ?? "", sessionId };
    expect([await rtr.files.remove(removal), await rtr.files.remove(removal)]).toEqual(["deleted", "gone"]);
    expect(await rtr.files.list(sessionId)).toEqual([]);
  });
});

describe("bytes on the wire", () => {
  const bytes =
    (size: number, announced = size): Answer =>
    (response) => {
      response.writeHead(200, { "Content-Type": "application/x-7z-compressed", "Content-Length": announced });
      response.write(Buffer.alloc(size, 7));
      if (announced === size) response.end();
      else setImmediate(() => response.destroy());
    };
  const wanted = { sessionId: "s-1", sha256: SHA256, mostBytes: 4 * MIB, save: count };

  it("beyond the sixteen megabytes of a JSON answer are handed on as they come", async () => {
    const { server, falcon } = await bed();
    const large = 256 * MIB;
    server.on(CONTENTS, (response) => {
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      pour(response, large);
    });
    const before = process.memoryUsage().rss;
    let peak = before;
    const save: Save<number> = async (chunks) => {
      let total = 0;
      for await (const chunk of chunks) {
        total += chunk.length;
        peak = Math.max(peak, process.memoryUsage().rss);
      }
      return total;
    };
    expect(await falcon.rtr.files.contents({ ...wanted, mostBytes: large, save })).toBe(large);
    expect(peak - before).toBeLessThan(128 * MIB);
    expect(server.to(CONTENTS)[0]?.query.get("sha256")).toBe(SHA256);
  });

  it("above the bound end the download, and it is not tried again", async () => {
    const { server, falcon } = await bed();
    server.on(CONTENTS, bytes(5 * MIB));
    const error = await errorOf(falcon.rtr.files.contents(wanted));
    expect([error.kind, error.hint]).toEqual(["too-large", "The file is larger than Falconer takes."]);
    expect(server.to(CONTENTS)).toHaveLength(1);
  });

  it("that break off are asked for again from the beginning", async () => {
    const { server, falcon } = await bed();
    server.on(CONTENTS, bytes(MIB, 2 * MIB), bytes(2 * MIB));
    let begun = 0;
    const save: Save<number> = (chunks) => {
      begun += 1;
      return count(chunks);
    };
    expect(await falcon.rtr.files.contents({ ...wanted, save })).toBe(2 * MIB);
    expect(begun).toBe(2);
  });

  it("that stop coming are given up in time", async () => {
    const { server, falcon } = await bed({ limits: { readMs: 200, readDeadlineMs: 250 } });
    server.on(CONTENTS, (response) => {
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      response.write(Buffer.alloc(1_000));
    });
    expect((await errorOf(falcon.rtr.files.contents(wanted))).kind).toBe("timeout");
  });

  it("that come slowly but steadily are waited for, longer than one answer may take", async () => {
    const { server, falcon } = await bed({ limits: { readMs: 1_000, readDeadlineMs: 1_000 } });
    server.on(CONTENTS, (response) => {
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      let left = 14;
      const timer = setInterval(() => {
        response.write(Buffer.alloc(100));
        left -= 1;
        if (left > 0) return;
        clearInterval(timer);
        response.end();
      }, 100);
    });
    expect(await falcon.rtr.files.contents(wanted)).toBe(1_400);
  });

  it("are not mistaken for a file when Falcon refuses", async () => {
    const { server, falcon } = await bed();
    server.on(CONTENTS, failure(404), failure(403));
    const save = (): Promise<never> => Promise.reject(new Error("nothing to save"));
    expect((await errorOf(falcon.rtr.files.contents({ ...wanted, save }))).kind).toBe("not-found");
    expect((await errorOf(falcon.rtr.files.contents({ ...wanted, save }))).scope).toContain(
      "real-time-response:write",
    );
  });

  it("need a new token once when the old one is refused", async () => {
    const { server, falcon } = await bed();
    server.on(CONTENTS, json(401, { errors: [{ code: 401 }] }), bytes(10));
    expect(await falcon.rtr.files.contents(wanted)).toBe(10);
    expect(server.to("/oauth2/token")).toHaveLength(2);
  });

  it.each([
    ["after the first byte", true],
    ["before the first byte", false],
  ])("that nobody can keep are no fault of Falcon's, and end the connection: %s", async (_, isBegun) => {
    const { server, falcon } = await bed();
    let closed = false;
    server.on(CONTENTS, (response) => {
      response.on("close", () => (closed = true));
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      pour(response, 1_000 * MIB);
    });
    const save: Save<never> = async (chunks) => {
      if (isBegun) for await (const _ of chunks) break;
      throw new Error("no space left on device");
    };
    const work = falcon.rtr.files.contents({ ...wanted, mostBytes: 2_000 * MIB, save });
    await expect(work).rejects.toThrow("no space left on device");
    await expect.poll(() => closed).toBe(true);
    expect(server.to(CONTENTS)).toHaveLength(1);
  });

  it("stop when the caller gives up", async () => {
    const { server, falcon } = await bed();
    server.on(CONTENTS, (response) => {
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      response.write(Buffer.alloc(1_000));
    });
    const stop = new AbortController();
    const save: Save<number> = async (chunks) => {
      for await (const _ of chunks) stop.abort();
      return 0;
    };
    const error = await errorOf(falcon.rtr.files.contents({ ...wanted, save }, { signal: stop.signal }));
    expect([error.kind, error.hint]).toEqual(["timeout", "It was stopped before Falcon answered."]);
  });
});

function pour(response: Parameters<Answer>[0], left: number): void {
  const chunk = Buffer.alloc(MIB, 1);
  while (left > 0 && !response.destroyed) {
    left -= MIB;
    if (!response.write(chunk)) {
      response.once("drain", () => pour(response, left));
      return;
    }
  }
  response.end();
}
