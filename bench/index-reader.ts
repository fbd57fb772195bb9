/**
 * A process that holds all hosts and nothing else, as the index or as plain records (the
 * floor: what one would write first). Prints what it took as one line of JSON.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createFalcon } from "../src/falcon/client.ts";
import type { HostSketch } from "../src/falcon/endpoints/hosts.ts";
import { PAGE } from "../src/hosts/index/feed.ts";
import { createHostIndex } from "../src/hosts/index/host-index.ts";
import { anchoredClock } from "../src/lib/clock.ts";
import { nearest } from "../src/lib/edit-distance.ts";
import { Secret } from "../src/lib/secret.ts";
import { estateNames, recordingLog } from "../test/hosts/index/sketches.ts";

export interface Reading {
  readonly loadMs: number;
  readonly longestPauseMs: number;
  readonly heldMb: number;
  readonly completionMs: readonly number[];
  readonly nearestMs: readonly number[];
}

interface Holder {
  complete(written: string): unknown;
  nearest(written: string): unknown;
  stop(): Promise<void>;
}

const SHOWN = 8;
const NAMES_TYPED = 60;
const NAMES_MISSPELLED = 10;
const NANOS_PER_MS = 1e6;

const clock = anchoredClock();
const { FALCON_BASE_URL = "", FALCON_CLIENT_ID = "", FALCON_CLIENT_SECRET = "" } = process.env;
const falcon = createFalcon({
  baseUrl: FALCON_BASE_URL,
  clientId: FALCON_CLIENT_ID,
  clientSecret: new Secret(FALCON_CLIENT_SECRET),
  clock,
  log: recordingLog(),
  version: "bench",
});

async function heldBytes(): Promise<number> {
  // Twice with a turn between: sockets and their buffers go with the second.
  for (let i = 0; i < 2; i += 1) {
    globalThis.gc?.();
    await clock.sleep(50);
  }
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function holdIndex(): Promise<Holder> {
  const index = createHostIndex({ falcon: falcon.hosts, clock, log: recordingLog() });
  index.start();
  while (!index.isReady()) await clock.sleep(5);
  return {
    complete: (written) => index.suggest(written, SHOWN),
    nearest: (written) => index.nearest(written, SHOWN),
    stop: () => index.stop(),
  };
}

async function holdRecords(): Promise<Holder> {
  const records: HostSketch[] = [];
  let token: string | undefined;
  do {
    const page = await falcon.hosts.sketches({ limit: PAGE, token }, { priority: "background" });
    records.push(...page.sketches);
    token = page.next;
  } while (token !== undefined);
  const containing = (written: string) => (host: HostSketch) =>
    host.hostname.passes((name) => name.toLowerCase().includes(written.toLowerCase()));
  return {
    complete: (written) =>
      records
        .filter(containing(written))
        .sort((a, b) => (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0))
        .slice(0, SHOWN),
    nearest: (written) =>
      nearest(
        written,
        records.map(({ hostname }) => hostname),
        SHOWN,
      ),
    stop: () => Promise.resolve(),
  };
}

/** Every beginning of the name, as it is typed. */
const keystrokes = (name: string): readonly string[] =>
  Array.from({ length: name.length }, (_, i) => name.slice(0, i + 1));

/** Some type from the middle of the name, and in small letters. */
function typed(): readonly string[] {
  const names = estateNames(100_000).filter((_, i) => i % Math.floor(100_000 / NAMES_TYPED) === 0);
  return names.flatMap((name, i) => {
    const from = i % 3 === 0 ? name.indexOf("-") + 1 : 0;
    return keystrokes(i % 2 === 0 ? name.slice(from).toLowerCase() : name.slice(from));
  });
}

const misspelled = (): readonly string[] =>
  estateNames(NAMES_MISSPELLED * 1_000)
    .filter((_, i) => i % 1_000 === 0)
    .map((name) => `${name.slice(0, 3)}${name.slice(4, 7)}x${name.slice(7)}`);

function timed(words: readonly string[], work: (word: string) => unknown): readonly number[] {
  return words.map((word) => {
    const startedAt = performance.now();
    work(word);
    return performance.now() - startedAt;
  });
}

if (import.meta.main) {
  await falcon.signIn();
  const words = { typed: typed(), misspelled: misspelled() };
  const before = await heldBytes();
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  const startedAt = performance.now();
  const holder = process.argv[2] === "index" ? await holdIndex() : await holdRecords();
  const loadMs = performance.now() - startedAt;
  pauses.disable();
  const heldMb = ((await heldBytes()) - before) / 2 ** 20;
  const reading: Reading = {
    loadMs,
    longestPauseMs: pauses.max / NANOS_PER_MS,
    heldMb,
    completionMs: timed(words.typed, holder.complete),
    nearestMs: timed(words.misspelled, holder.nearest),
  };
  await holder.stop();
  console.log(JSON.stringify(reading));
}
