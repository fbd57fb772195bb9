/**
 * The Falcon cloud that this process speaks to: the customer's, or without credentials the
 * simulator. A shell beside a running demo finds that demo's simulator by a note in the
 * data folder, so that both see one world.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Config } from "../config.ts";
import { Secret } from "../lib/secret.ts";

const NOTE = "simulator.json";
const Note = z.object({ url: z.url(), clientId: z.string(), clientSecret: z.string(), pid: z.number() });

/** Where Falcon is and how to sign in there; `cloud` absent means that it is discovered. */
export interface CloudAccess {
  readonly isDemo: boolean;
  readonly baseUrl: string | undefined;
  readonly cloud: string | undefined;
  readonly memberCid: string | undefined;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** False once this demo's simulator is gone, or a bot has started one that others see. */
  isCurrent(): Promise<boolean>;
  /** Stops the simulator if this process started it. */
  stop(): Promise<void>;
}

/**
 * `isShared`: a simulator that is started here is found by others on the same folder. A
 * bot's is; a shell's is not, for it ends with the shell.
 */
export async function reachCloud(
  config: Config,
  now: () => number,
  { isShared }: { readonly isShared: boolean },
): Promise<CloudAccess> {
  const { credentials, baseUrl, cloud, memberCid } = config.falcon;
  const nothing = async (): Promise<void> => undefined;
  if (credentials !== undefined) {
    const isCurrent = async (): Promise<boolean> => true;
    return { isDemo: false, baseUrl, cloud, memberCid, ...credentials, isCurrent, stop: nothing };
  }
  const file = join(config.store.dataDir, NOTE);
  const running = await runningDemo(file);
  const common = { isDemo: true, cloud: undefined, memberCid: undefined } as const;
  if (running !== undefined) {
    const { url, clientId, clientSecret } = running;
    return {
      ...common,
      baseUrl: url,
      clientId,
      clientSecret: new Secret(clientSecret),
      isCurrent: async () => (await runningDemo(file))?.url === url,
      stop: nothing,
    };
  }
  const { startSimulator } = await import("../simulator/simulator.ts");
  const simulator = await startSimulator({ scenario: "incident", now });
  const { url, clientId, clientSecret } = simulator;
  if (isShared) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ url, clientId, clientSecret, pid: process.pid }), { mode: 0o600 });
  }
  return {
    ...common,
    baseUrl: url,
    clientId,
    clientSecret: new Secret(clientSecret),
    isCurrent: async () => (await runningDemo(file)) === undefined,
    async stop() {
      await simulator.stop();
      if (isShared) await rm(file, { force: true });
    },
  };
}

async function runningDemo(file: string): Promise<z.infer<typeof Note> | undefined> {
  try {
    const note = Note.parse(JSON.parse(await readFile(file, "utf8")));
    process.kill(note.pid, 0);
    return note.pid === process.pid ? undefined : note;
  } catch {
    // No note, a note of a process that is gone, or one that cannot be read: start a simulator.
    return undefined;
  }
}
