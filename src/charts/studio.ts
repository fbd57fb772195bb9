/**
 * The process that draws, from outside: started with the first picture, stopped when nothing
 * has been drawn for a while, replaced when a picture takes too long. No picture holds up the
 * event loop; the drawing libraries' memory is the machine's again when it ends, which a
 * thread's would not be; and foreign words are drawn where there are no secrets.
 */
import { fork, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { getCompileCacheDir } from "node:module";
import { fileURLToPath } from "node:url";
import type { Clock } from "../lib/clock.ts";
import { MINUTE, SECOND } from "../lib/clock.ts";
import { BotError } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";
import type { Done, Drawn, Job, Sketch } from "./sketch.ts";

const IDLE_MS = MINUTE;
const LONGEST_MS = 30 * SECOND;
/** Pictures that may wait; whoever wants one more does without. */
const MOST_WAITING = 20;
const REMEMBERED = 16;
const MEMORY_MB = 512;
const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

export interface Studio {
  /** @throws BotError when it cannot be drawn now */
  draw(sketch: Sketch, signal?: AbortSignal): Promise<Drawn>;
  stop(): Promise<void>;
}

interface Order {
  readonly sketch: Sketch;
  readonly done: PromiseWithResolvers<Drawn>;
}

/** Starts nothing yet. Up to 20 pictures wait, each may take 30 s, and the last 16 are remembered. */
export function createStudio(parts: { readonly clock: Clock; readonly log: Log }): Studio {
  const { clock, log } = parts;
  const stopping = new AbortController();
  const waiting: Order[] = [];
  let child: ChildProcess | undefined;
  let idling: AbortController | undefined;
  let isDrawing = false;
  let serial = 0;
  /** The last pictures by what they show: one card is drawn for several places. */
  const recent = new Map<string, Promise<Drawn>>();

  async function dismiss(): Promise<void> {
    const dismissed = child;
    child = undefined;
    if (dismissed === undefined || !isAlive(dismissed)) return;
    dismissed.ref();
    const ended = once(dismissed, "exit");
    dismissed.kill("SIGKILL");
    await ended;
  }

  function order(sketch: Sketch): Promise<Drawn> {
    if (stopping.signal.aborted || waiting.length >= MOST_WAITING)
      return Promise.reject(new BotError("no-picture", "Too many pictures are being drawn just now."));
    const done = Promise.withResolvers<Drawn>();
    waiting.push({ sketch, done });
    void work();
    return done.promise;
  }

  function remember(key: string, drawing: Promise<Drawn>): Promise<Drawn> {
    recent.set(key, drawing);
    drawing.catch(() => recent.delete(key));
    const [oldest] = recent.keys();
    if (recent.size > REMEMBERED && oldest !== undefined) recent.delete(oldest);
    return drawing;
  }

  async function work(): Promise<void> {
    if (isDrawing) return;
    isDrawing = true;
    idling?.abort();
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) await drawOne(order);
    isDrawing = false;
    void rest();
  }

  async function drawOne({ sketch, done }: Order, isSecondTry = false): Promise<void> {
    // What still waits when the studio is closed must not start a process that nobody would end.
    if (stopping.signal.aborted) return done.reject(noPicture());
    if (child === undefined || !isAlive(child)) child = start();
    const cut = new AbortController();
    const late = clock.sleep(LONGEST_MS, AbortSignal.any([cut.signal, stopping.signal]));
    try {
      done.resolve(await Promise.race([ask(child, { id: (serial += 1), sketch }), late.then(tooLate)]));
    } catch (error) {
      // Whatever state the process is in, the next picture gets a new one.
      await dismiss();
      // Killed from outside, perhaps while it was idle: the picture is not to blame.
      if (error instanceof ProcessEnded && !isSecondTry && !stopping.signal.aborted)
        return await drawOne({ sketch, done }, true);
      if (!stopping.signal.aborted) log.warn("a picture could not be drawn", { error: String(error) });
      done.reject(noPicture(error));
    } finally {
      cut.abort();
    }
  }

  async function rest(): Promise<void> {
    const mine = new AbortController();
    idling = mine;
    const isOver = await clock.sleep(IDLE_MS, AbortSignal.any([mine.signal, stopping.signal])).then(
      () => true,
      () => false,
    );
    if (isOver && !isDrawing) await dismiss();
  }

  return {
    async draw(sketch, signal) {
      signal?.throwIfAborted();
      const key = createHash("sha256").update(JSON.stringify(sketch)).digest("hex");
      const drawing = recent.get(key) ?? remember(key, order(sketch));
      if (signal === undefined) return drawing;
      const given = Promise.withResolvers<never>();
      const giveUp = (): void => given.reject(signal.reason);
      signal.addEventListener("abort", giveUp, { once: true });
      try {
        return await Promise.race([drawing, given.promise]);
      } finally {
        signal.removeEventListener("abort", giveUp);
      }
    },
    async stop() {
      stopping.abort(new Error("the studio is closed"));
      await dismiss();
    },
  };
}

class ProcessEnded extends Error {}

const noPicture = (cause?: unknown): BotError =>
  new BotError("no-picture", "The picture could not be drawn.", { cause });

const tooLate = (): never => {
  throw new Error("drawing took too long");
};

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

function start(): ChildProcess {
  const cache = getCompileCacheDir();
  const started = fork(WORKER, {
    serialization: "advanced",
    // Nothing that it could give away, and nothing that it says ends up between our own lines.
    env: cache === undefined ? {} : { NODE_COMPILE_CACHE: cache },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    execArgv: [`--max-old-space-size=${MEMORY_MB}`],
  });
  // What is drawn is waited for; an idle one must not keep us alive.
  started.unref();
  started.channel?.unref();
  // Told to whoever waits for a picture; between two pictures it matters to nobody.
  started.on("error", () => undefined);
  return started;
}

/** One question to the process; its end, however it comes, is an answer. */
function ask(child: ChildProcess, job: Job): Promise<Drawn> {
  const { promise, resolve, reject } = Promise.withResolvers<Drawn>();
  const hear = (done: Done): void => {
    if (done.id !== job.id) return;
    if ("drawn" in done) resolve(done.drawn);
    else reject(new Error(done.fault));
  };
  const fail = (error: unknown): void =>
    reject(error instanceof Error ? error : new ProcessEnded("the process ended"));
  child.on("message", hear).on("error", fail).on("exit", fail);
  child.ref();
  child.channel?.ref();
  child.send(job, (error) => {
    if (error !== null) fail(undefined);
  });
  return promise.finally(() => {
    child.off("message", hear).off("error", fail).off("exit", fail);
    child.unref();
    child.channel?.unref();
  });
}
