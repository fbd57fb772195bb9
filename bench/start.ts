/** From start to ready, and the memory then, against a bare HTTP loop on the same Node. */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { createHome, freePort } from "../test/product/bot.ts";
import { ms, percentile, print, times } from "./figures.ts";

const ROUNDS = 5;
const BARE = `
  const port = Number(process.argv[1]);
  require("node:http").createServer((_, answer) => answer.end("ok")).listen(port, "127.0.0.1");
`;

interface Start {
  readonly readyMs: number;
  readonly rssMb: number;
}

async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}

async function bare(): Promise<Start> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["-e", BARE, String(port)]);
  while ((await fetch(`http://127.0.0.1:${port}`).catch(() => undefined)) === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const readyMs = performance.now() - startedAt;
  const rssMb = await residentMb(child.pid);
  child.kill("SIGKILL");
  await once(child, "exit");
  return { readyMs, rssMb };
}

/** The demo, with what the first start has compiled: store, simulator, console, no chat platform. */
async function falconer(): Promise<Start> {
  const home = await createHome({});
  const startedAt = performance.now();
  const bot = await home.start();
  const readyMs = performance.now() - startedAt;
  const rssMb = await residentMb(bot.child.pid);
  await bot.stop();
  await home.remove();
  return { readyMs, rssMb };
}

export async function bench(): Promise<void> {
  const floor: Start[] = [];
  const ours: Start[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    floor.push(await bare());
    ours.push(await falconer());
  }
  const middle = (starts: readonly Start[], of: keyof Start): number =>
    percentile(
      starts.map((one) => one[of]),
      0.5,
    );
  print(`start: median of ${ROUNDS}`, {
    "bare HTTP loop, ready / memory": `${ms(middle(floor, "readyMs"))} / ${Math.round(middle(floor, "rssMb"))} MB`,
    "Falconer, ready / memory (aim: 2 s, 150 MB)": `${ms(middle(ours, "readyMs"))} / ${Math.round(middle(ours, "rssMb"))} MB`,
    ratio: `${times(middle(ours, "readyMs") / middle(floor, "readyMs"))}, ${times(middle(ours, "rssMb") / middle(floor, "rssMb"))}`,
  });
}
