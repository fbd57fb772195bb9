import { expect, it, onTestFinished } from "vitest";
import { anchoredClock } from "../../src/lib/clock.ts";
import { watchLoopDelay } from "../../src/ops/loop-delay.ts";
import { createMetrics, type MetricSources } from "../../src/ops/metrics.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { keptLog } from "./quiet-log.ts";

function measured(sources: MetricSources = {}, clock = fakeClock()) {
  const log = keptLog();
  const metrics = createMetrics({ clock, log, version: "1.2.3" });
  metrics.collect(sources);
  onTestFinished(() => metrics.stop());
  return { metrics, log, clock };
}

it("counts what it is told, in seconds and by outcome", async () => {
  const { metrics } = measured();
  metrics.observeCommand({ command: "host", outcome: "ok", ms: 300 });
  metrics.observeCommand({ command: "host", outcome: "failed", ms: 700 });
  metrics.observeAck("slack", 80);
  metrics.observeFalcon({ method: "GET", path: "/devices/entities/devices/v2", outcome: 200, ms: 1_500 });
  metrics.observeFalcon({ method: "GET", path: "/devices/entities/devices/v2", outcome: "timeout", ms: 500 });
  const { body } = await metrics.render();
  expect(body).toContain('falconer_commands_total{command="host",outcome="failed"} 1');
  expect(body).toContain('falconer_command_seconds_sum{command="host"} 1');
  expect(body).toContain('falconer_ack_seconds_bucket{le="0.1",surface="slack"} 1');
  expect(body).toMatch(/falconer_falcon_calls_total\{method="GET",path="[^"]+",outcome="200"\} 1/);
  expect(body).toMatch(/falconer_falcon_call_seconds_sum\{[^}]+\} 2\n/);
  expect(body).toMatch(/falconer_build_info\{version="1\.2\.3",node="v\d/);
});

it("asks the store again at every scrape, and forgets what is no more", async () => {
  let pending = 2;
  const { metrics } = measured({
    approvals: async () => (pending === 0 ? {} : { pending }),
    deliveries: async () => [{ lane: "0", state: "queued", count: 7 }],
    containmentsOpen: async () => 3,
    driftMs: () => -2_500,
  });
  const first = (await metrics.render()).body;
  expect(first).toContain('falconer_approvals{state="pending"} 2');
  expect(first).toContain('falconer_deliveries{lane="0",state="queued"} 7');
  expect(first).toContain("falconer_containments_open 3");
  expect(first).toContain("falconer_clock_drift_seconds -2.5");
  pending = 0;
  expect((await metrics.render()).body).not.toContain('state="pending"');
});

it("leaves out and counts what cannot be read, and serves the rest", async () => {
  const { metrics, log, clock } = measured({
    containmentsOpen: () => Promise.reject(new Error("database is locked")),
    approvals: () => new Promise(() => undefined),
    driftMs: () => 0,
  });
  const rendering = metrics.render();
  await clock.advance(3_000);
  const { body } = await rendering;
  expect(body).not.toMatch(/^falconer_containments_open /m);
  expect(body).toContain("falconer_clock_drift_seconds 0");
  expect(log.lines.map(({ message }) => message)).toEqual([
    "a metric could not be read",
    "a metric could not be read",
  ]);
  const later = metrics.render();
  await clock.advance(3_000);
  expect((await later).body).toMatch(
    /falconer_metric_source_failures_total\{gauge="falconer_containments_open"\} [12]/,
  );
});

it("sees a blocked event loop, at the next scrape alone, and warns of it once it looks", async () => {
  const clock = fakeClock();
  const log = keptLog();
  const loop = watchLoopDelay({ clock, log });
  onTestFinished(() => loop.stop());
  const turn = (): Promise<void> => anchoredClock().sleep(30);
  await turn();
  const idle = loop.take();
  expect(idle.p50).toBeLessThan(0.03);
  await turn();
  const until = performance.now() + 150;
  while (performance.now() < until) JSON.stringify(idle);
  await turn();
  const { max } = loop.take();
  expect(max).toBeGreaterThan(0.1);
  expect(max).toBeLessThan(2);
  await clock.advance(30_000);
  expect(log.lines).toMatchObject([{ level: "warn", message: "the event loop is slow" }]);
});
