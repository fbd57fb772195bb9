/**
 * The thread that draws, from outside: started with the first picture, stopped when nothing
 * has been drawn for a while, replaced when a picture takes too long. Nothing of the drawing
 * libraries is in memory while it is not running, and no picture holds up the event loop.
 */
import { Worker } from "node:worker_threads";
import type { Clock } from "../lib/clock.ts";
import { MINUTE, SECOND } from "../lib/clock.ts";
import { BotError } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";
import type { Done, Drawn, Job, Sketch } from "./sketch.ts";

const IDLE_MS = MINUTE;
const LONGEST_MS = 30 * SECOND;
/** Pictures that may wait; whoever wants one more does without. */
const MOST_WAITING = 20;
const MEMORY_MB = 512;

export interface Studio {
  /** @throws BotError when it cannot be drawn now */
  draw(sketch: Sketch, signal?: AbortSignal): Promise<Drawn>;
  stop(): Promise<void>;
}

interface Order {
  readonly sketch: Sketch;
  readonly signal: AbortSignal | undefined;
  readonly done: PromiseWithResolvers<Drawn>;
}

export function createStudio(parts: { readonly clock: Clock; readonly log: Log }): Studio {
  const { clock, log } = parts;
  const stopping = new AbortController();
  const waiting: Order[] = [];
  let thread: Worker | undefined;
  let idling: AbortController | undefined;
  let isDrawing = false;
  let serial = 0;

  function start(): Worker {
    const started = new Worker(new URL("worker.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      // A library's warning must not end up between the lines that programs read from us.
      stdout: true,
      stderr: true,
    });
    started.stdout.resume();
    started.stderr.resume();
    // What is drawn is waited for; an idle thread must not keep a process alive.
    started.unref();
    return started;
  }

  async function dismiss(): Promise<void> {
    const dismissed = thread;
    thread = undefined;
    await dismissed?.terminate();
  }

  async function work(): Promise<void> {
    if (isDrawing) return;
    isDrawing = true;
    idling?.abort();
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) await drawOne(order);
    isDrawing = false;
    void rest();
  }

  async function drawOne({ sketch, signal, done }: Order): Promise<void> {
    if (signal?.aborted === true) return done.reject(signal.reason);
    thread ??= start();
    const cut = new AbortController();
    const late = clock.sleep(LONGEST_MS, AbortSignal.any([cut.signal, stopping.signal]));
    try {
      done.resolve(await Promise.race([ask(thread, { id: (serial += 1), sketch }), late.then(tooLate)]));
    } catch (error) {
      // Whatever state the thread is in, the next picture gets a new one.
      await dismiss();
      if (!stopping.signal.aborted) log.warn("a picture could not be drawn", { error: String(error) });
      done.reject(new BotError("no-picture", "The picture could not be drawn.", { cause: error }));
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
    draw(sketch, signal) {
      if (stopping.signal.aborted || waiting.length >= MOST_WAITING)
        return Promise.reject(new BotError("no-picture", "Too many pictures are being drawn just now."));
      const order: Order = { sketch, signal, done: Promise.withResolvers<Drawn>() };
      const giveUp = (): void => order.done.reject(signal?.reason);
      signal?.addEventListener("abort", giveUp, { once: true });
      waiting.push(order);
      void work();
      return order.done.promise.finally(() => signal?.removeEventListener("abort", giveUp));
    },
    async stop() {
      stopping.abort(new Error("the studio is closed"));
      await dismiss();
    },
  };
}

const tooLate = (): never => {
  throw new Error("drawing took too long");
};

/** One question to the thread; its end, however it comes, is an answer. */
function ask(thread: Worker, job: Job): Promise<Drawn> {
  const { promise, resolve, reject } = Promise.withResolvers<Drawn>();
  const hear = (done: Done): void => {
    if (done.id !== job.id) return;
    if ("drawn" in done) resolve(done.drawn);
    else reject(new Error(done.fault));
  };
  const fail = (error: unknown): void => reject(error instanceof Error ? error : new Error("the thread ended"));
  thread.on("message", hear).on("error", fail).on("exit", fail);
  thread.ref();
  thread.postMessage(job);
  return promise.finally(() => {
    thread.off("message", hear).off("error", fail).off("exit", fail);
    thread.unref();
  });
}
