import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bed, errorOf } from "./bed.ts";
import { failure, list, type Answer } from "./server.ts";

const HOSTS = "/devices/queries/devices/v1";
const DETAILS = "/devices/entities/devices/v2";
const MIB = 1024 * 1024;
const LARGE = 120 * MIB;

/** Written as fast as it is taken, and never kept. */
const large =
  (bytes: number): Answer =>
  (response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    pour(response, bytes);
  };

function pour(response: ServerResponse, left: number): void {
  const chunk = Buffer.alloc(MIB, 0x20);
  while (left > 0 && !response.destroyed) {
    left -= MIB;
    if (!response.write(chunk)) {
      response.once("drain", () => pour(response, left));
      return;
    }
  }
  response.end();
}

it("an answer of 120 MB is refused, once, without growing by it", async () => {
  const { server, falcon } = await bed();
  server.on(HOSTS, large(LARGE));
  await falcon.signIn();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 2);
  const error = await errorOf(falcon.hosts.query({}));
  clearInterval(watch);
  expect(error.kind).toBe("too-large");
  expect(error.hint).toContain("larger");
  expect(server.to(HOSTS)).toHaveLength(1);
  expect(peak - before).toBeLessThan(100 * MIB);
});

it("an answer that grows when it is unpacked is refused too", async () => {
  const { server, falcon } = await bed();
  const packed = gzipSync(Buffer.alloc(LARGE, 0x20));
  server.on(HOSTS, (response) => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": "gzip" });
    response.end(packed);
  });
  expect((await errorOf(falcon.hosts.query({}))).kind).toBe("too-large");
});

it("records that do not fit into one answer are asked for in halves", async () => {
  const { server, falcon } = await bed();
  const ids = Array.from({ length: 7 }, (_, i) => i.toString(16).padStart(32, "0"));
  server.on(DETAILS, (response, seen, count) => {
    const wanted = (JSON.parse(seen.body) as { ids: string[] }).ids;
    const answer = wanted.length > 2 ? failure(413) : list(wanted.map((id) => ({ device_id: id })));
    answer(response, seen, count);
  });
  expect((await falcon.hosts.details(ids)).map(({ id }) => id)).toEqual(ids);
});

it("one record that is too large by itself is an error", async () => {
  const { server, falcon } = await bed();
  server.on(DETAILS, failure(413));
  expect((await errorOf(falcon.hosts.details(["a".repeat(32), "b".repeat(32)]))).kind).toBe("too-large");
});
