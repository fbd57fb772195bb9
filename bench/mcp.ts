/** What a tool call costs over a bare server on the same library, one after the other and many at once. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { post } from "../test/product/agents.ts";
import { createHome, freePort } from "../test/product/bot.ts";
import { ms, percentile, print, times } from "./figures.ts";

/** Within what one agent may call without being slowed down. */
const CALLS = 200;
const WARM_UP = 40;
const AT_ONCE = 8;

interface Subject {
  readonly url: string;
  readonly call: unknown;
  stop(): Promise<void>;
}

async function bare(): Promise<Subject> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(import.meta.dirname, "bare-mcp.ts"), String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return {
    url: `http://127.0.0.1:${port}`,
    call: { name: "ping", arguments: {} },
    async stop() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** `help` asks nobody: what is measured is the way there and back, stored and audited. */
async function falconer(): Promise<Subject> {
  const home = await createHome({});
  const bot = await home.start({ LOG_LEVEL: "warn" });
  return {
    url: bot.url,
    call: { name: "falcon_help", arguments: { command: "status" } },
    async stop() {
      await bot.kill();
      await home.remove();
    },
  };
}

async function measure({ url, call }: Subject) {
  const timed = async (): Promise<number> => {
    const startedAt = performance.now();
    const { status, body } = await post(url, "tools/call", call);
    if (status !== 200 || !("result" in body)) throw new Error(`a call failed: ${JSON.stringify(body)}`);
    return performance.now() - startedAt;
  };
  for (let n = 0; n < WARM_UP; n += 1) await timed();
  const waits: number[] = [];
  for (let n = 0; n < CALLS / 2; n += 1) waits.push(await timed());
  let left = CALLS / 2;
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await timed();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const perSecond = CALLS / 2 / ((performance.now() - startedAt) / 1_000);
  return { p50: percentile(waits, 0.5), p95: percentile(waits, 0.95), perSecond };
}

async function figures(start: () => Promise<Subject>) {
  const subject = await start();
  try {
    return await measure(subject);
  } finally {
    await subject.stop();
  }
}

export async function bench(): Promise<void> {
  const floor = await figures(bare);
  const ours = await figures(falconer);
  print(`mcp: ${CALLS} tool calls over HTTP`, {
    "bare server, p50 / p95": `${ms(floor.p50)} / ${ms(floor.p95)}`,
    "Falconer, p50 / p95": `${ms(ours.p50)} / ${ms(ours.p95)}`,
    "added to a call, p50": ms(ours.p50 - floor.p50),
    [`calls a second, ${AT_ONCE} at once, bare / Falconer`]: `${Math.round(floor.perSecond)} / ${Math.round(ours.perSecond)}`,
    "ratio p50": times(ours.p50 / floor.p50),
  });
}
