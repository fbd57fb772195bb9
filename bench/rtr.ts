/** What Falconer adds to a command on a host, against loops of fixed pauses; and long output against plain transfer. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createFalcon, type Falcon } from "../src/falcon/client.ts";
import { anchoredClock, SECOND } from "../src/lib/clock.ts";
import { Secret } from "../src/lib/secret.ts";
import { collect } from "../src/rtr/runner.ts";
import { keptLog } from "../test/ops/quiet-log.ts";
import { ms, percentile, print, times } from "./figures.ts";

// As the product runs; and to begin each measurement with nothing left over.
setFlagsFromString("--max-semi-space-size=1");
setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

const ROUNDS = 15;
const TRANSFERS = 7;
const NEVER = new AbortController().signal;
const clock = anchoredClock();

interface Cloud {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
  readonly hosts: readonly string[];
}

interface Run {
  readonly tookMs: number;
  readonly calls: number;
}

let calls = 0;

async function handOver(falcon: Falcon, deviceId: string, line: string): Promise<string> {
  const session = await falcon.rtr.sessions.open({ deviceId });
  const [baseCommand = ""] = line.split(" ");
  const receipt = await falcon.rtr.commands.run({
    tier: "read-only",
    sessionId: session.id,
    baseCommand,
    commandString: line,
  });
  return receipt.requestId;
}

type Wait = (falcon: Falcon, requestId: string, folder: string) => Promise<void>;

const ours: Wait = async (falcon, requestId, folder) => {
  const at = clock.now();
  const handed = { tier: "read-only", requestId, at, until: at + 120 * SECOND, secrets: [] } as const;
  const printed = await collect({ commands: falcon.rtr.commands, clock, folder }, handed, NEVER);
  if (printed.ended !== "whole" || printed.missing.length > 0) throw new Error("the output is not whole");
};

const everySo =
  (pauseMs: number): Wait =>
  async (falcon, requestId) => {
    for (let sequence = 0; ;) {
      await clock.sleep(pauseMs);
      const piece = await falcon.rtr.commands.piece({ tier: "read-only", requestId, sequence });
      if (piece.isComplete) return;
      if (piece.stdout.length > 0) sequence += 1;
    }
  };

async function measure(falcon: Falcon, host: string, line: string, wait: Wait, folder: string): Promise<Run> {
  const requestId = await handOver(falcon, host, line);
  const before = calls;
  const startedAt = performance.now();
  await wait(falcon, requestId, folder);
  return { tookMs: performance.now() - startedAt, calls: calls - before };
}

async function repeated(count: number, work: () => Promise<Run>): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (let round = 0; round < count; round += 1) runs.push(await work());
  return runs;
}

const added = (runs: readonly Run[] = [], hostMs: number): string => {
  const values = runs.map(({ tookMs }) => Math.max(0, tookMs - hostMs));
  const most = Math.max(...runs.map((run) => run.calls));
  return `${ms(percentile(values, 0.5))} / ${ms(percentile(values, 0.95))}, at most ${most} status calls`;
};

/** The same pieces asked for one after the other, and thrown away. */
async function plainTransfer(falcon: Falcon, requestId: string): Promise<number> {
  const startedAt = performance.now();
  for (let sequence = 0; ; sequence += 1) {
    const piece = await falcon.rtr.commands.piece({ tier: "read-only", requestId, sequence });
    if (piece.isComplete) return performance.now() - startedAt;
  }
}

interface Held {
  readonly tookMs: number;
  readonly megabytes: number;
}

/** How long it takes, and how much the process grows meanwhile. */
async function held(work: () => Promise<void>): Promise<Held> {
  gc();
  const before = process.memoryUsage().rss;
  let most = before;
  const look = (): void => void (most = Math.max(most, process.memoryUsage().rss));
  const timer = setInterval(look, 5);
  const startedAt = performance.now();
  await work();
  const tookMs = performance.now() - startedAt;
  clearInterval(timer);
  look();
  return { tookMs, megabytes: (most - before) / 1_048_576 };
}

export async function bench(): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "rtr-cloud.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const cloud = JSON.parse(line) as Cloud;
  const folder = await mkdtemp(join(tmpdir(), "falconer-bench-"));
  const falcon = createFalcon({
    baseUrl: cloud.url,
    clientId: cloud.id,
    clientSecret: new Secret(cloud.secret),
    clock,
    log: keptLog(),
    version: "0",
    budgets: { rtr: 1_000_000 },
    onCall: () => (calls += 1),
  });
  const host = (n: number): string => cloud.hosts[n] ?? "";
  try {
    const short = await repeated(ROUNDS, () => measure(falcon, host(0), "ls", ours, folder));
    const two = await repeated(5, () => measure(falcon, host(1), "ls", everySo(2 * SECOND), folder));
    const five = await repeated(3, () => measure(falcon, host(2), "ls", everySo(5 * SECOND), folder));
    print("rtr: added to a command that takes its host 300 ms, p50 / p95", {
      "Falconer (aim: 120 ms, 5 calls)": added(short, 300),
      "a look every 2 s": added(two, 300),
      "a look every 5 s": added(five, 300),
    });
    const requestId = await handOver(falcon, host(3), "cat C:\\big.txt");
    // Both once beforehand: code is loaded, connections are open.
    await plainTransfer(falcon, requestId);
    await ours(falcon, requestId, folder);
    const plain: Held[] = [];
    const own: Held[] = [];
    // Turn by turn, so that a busy machine is as busy for both.
    for (let round = 0; round < TRANSFERS; round += 1) {
      plain.push(await held(async () => void (await plainTransfer(falcon, requestId))));
      own.push(await held(() => ours(falcon, requestId, folder)));
    }
    const took = (runs: readonly Held[]): number =>
      percentile(
        runs.map(({ tookMs }) => tookMs),
        0.5,
      );
    const grown = (runs: readonly Held[]): number =>
      percentile(
        runs.map(({ megabytes }) => megabytes),
        0.5,
      );
    print(`rtr: 5 MB of output in 400 pieces, median of ${TRANSFERS}`, {
      "plain transfer": `${ms(took(plain))}, ${grown(plain).toFixed(1)} MB`,
      Falconer: `${ms(took(own))}, ${grown(own).toFixed(1)} MB`,
      "ratio (aim: 1.3)": times(took(own) / took(plain)),
      "further memory (aim: 8 MB)": `${Math.max(0, grown(own) - grown(plain)).toFixed(1)} MB`,
    });
    const [own60, two60, five60] = await longRuns(falcon, [host(4), host(5), host(6)], folder);
    print("rtr: added to a command that takes its host 60 s", {
      Falconer: added(own60, 60_000),
      "a look every 2 s": added(two60, 60_000),
      "a look every 5 s": added(five60, 60_000),
    });
  } finally {
    await falcon.revoke();
    child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Side by side, each with calls of its own. */
async function longRuns(
  falcon: Falcon,
  hosts: readonly string[],
  folder: string,
): Promise<readonly (readonly Run[])[]> {
  const waits = [ours, everySo(2 * SECOND), everySo(5 * SECOND)];
  return Promise.all(
    waits.map(async (wait, n) => {
      let own = 0;
      const commands = {
        ...falcon.rtr.commands,
        piece: (...question: Parameters<Falcon["rtr"]["commands"]["piece"]>) => {
          own += 1;
          return falcon.rtr.commands.piece(...question);
        },
      };
      const counted: Falcon = { ...falcon, rtr: { ...falcon.rtr, commands } };
      const { tookMs } = await measure(counted, hosts[n] ?? "", "ps", wait, folder);
      return [{ tookMs, calls: own }];
    }),
  );
}
