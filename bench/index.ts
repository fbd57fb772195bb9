/** The index of 100,000 hosts: completions, memory, and the calls that it saves, against doing without. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startSimulator } from "../src/simulator/simulator.ts";
import { estateNames } from "../test/hosts/index/sketches.ts";
import { ms, percentile, print, times } from "./figures.ts";
import type { Reading } from "./index-reader.ts";
import { callsOfTyping, PEOPLE, TYPED } from "./index-typing.ts";

const HOSTS = 100_000;
/** Lets the reader collect before it measures. */
const FLAGS = ["--expose-gc"];

/** The reader is a process of its own: its heap holds the index and nothing of the simulator. */
async function read(what: "index" | "records"): Promise<Reading> {
  const falcon = await startSimulator({
    empty: true,
    hosts: estateNames(HOSTS).map((hostname) => ({ hostname })),
  });
  const reader = join(import.meta.dirname, "index-reader.ts");
  const child = spawn(process.execPath, [...FLAGS, reader, what], {
    env: {
      ...process.env,
      FALCON_BASE_URL: falcon.url,
      FALCON_CLIENT_ID: falcon.clientId,
      FALCON_CLIENT_SECRET: falcon.clientSecret,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  await once(child, "close");
  await falcon.stop();
  return JSON.parse(output) as Reading;
}

export async function bench(): Promise<void> {
  const records = await read("records");
  const index = await read("index");
  const calls = await callsOfTyping(HOSTS);
  const p95 = (values: readonly number[]): number => percentile(values, 0.95);
  const both = (values: readonly number[]): string => `${ms(percentile(values, 0.5))} / ${ms(p95(values))}`;
  print(`index: ${HOSTS.toLocaleString("en")} hosts`, {
    "completions from plain records, p50 / p95": both(records.completionMs),
    "completions from the index, p50 / p95": both(index.completionMs),
    "ratio p95 (aim: p95 within 25 ms)": times(p95(index.completionMs) / p95(records.completionMs)),
    "nearest names, plain records p95 / index p95": `${ms(p95(records.nearestMs))} / ${ms(p95(index.nearestMs))}`,
    "memory of plain records / index (aim: 60 MB)": `${Math.round(records.heldMb)} MB / ${Math.round(index.heldMb)} MB`,
    "ratio of memory": times(index.heldMb / records.heldMb),
    "loaded in, longest pause meanwhile": `${ms(index.loadMs)}, ${ms(index.longestPauseMs)}`,
    [`calls, ${PEOPLE} people type ${TYPED} letters, one query each`]: String(calls.perKeystroke),
    "the same hour with the index, quiet / busy estate": `${calls.quiet} / ${calls.busy}`,
    "ratio (aim: 10 x fewer)": `${times(calls.perKeystroke / calls.quiet)} / ${times(calls.perKeystroke / calls.busy)}`,
  });
}
