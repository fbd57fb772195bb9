/**
 * The live stream, read with `fetch` because `EventSource` cannot send the token. Comes
 * back by itself after a break and names the last edit it saw, so nothing is missed.
 */
import type { Api } from "./api.ts";

/** One server-sent event; `id` is the `editedAt` that it brings. */
export interface Frame {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

interface StreamEvents {
  frame(frame: Frame): void;
  opened(): void;
  lost(): void;
}

const BACK_OFF_MS = [300, 1_000, 2_000, 5_000] as const;
/** The server beats every 15 s; silence of twice that is a dead connection. */
const SILENCE_MS = 35_000;

/** Runs until the signal ends it. */
export async function follow(api: Api, events: StreamEvents, signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const answer = await api.events(last, signal);
      events.opened();
      failures = 0;
      await readAll(answer, signal, (frame) => {
        last = frame.id ?? last;
        events.frame(frame);
      });
    } catch {
      // Whatever broke it, the cure is the same: say so and come back.
    }
    if (signal.aborted) return;
    events.lost();
    await wait(BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0, signal);
  }
}

async function readAll(answer: Response, signal: AbortSignal, take: (frame: Frame) => void): Promise<void> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  let rest = "";
  try {
    for (;;) {
      const silence = new AbortController();
      const read = await Promise.race([
        reader.read(),
        wait(SILENCE_MS, silence.signal).then(() => undefined),
      ]);
      silence.abort();
      if (read === undefined || read.done || signal.aborted) return;
      const parsed = readFrames(rest + read.value);
      rest = parsed.rest;
      parsed.frames.forEach(take);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Whole frames out of what has arrived so far, and what is left for the next time. Comments are dropped. */
export function readFrames(text: string): { readonly frames: readonly Frame[]; readonly rest: string } {
  const blocks = text.split("\n\n");
  const rest = blocks.pop() ?? "";
  const frames = blocks.flatMap((block): readonly Frame[] => {
    const fields = new Map(
      block.split("\n").map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
      }),
    );
    const [event, data] = [fields.get("event"), fields.get("data")];
    return event === undefined || data === undefined ? [] : [{ event, data, id: fields.get("id") }];
  });
  return { frames, rest };
}

/** Resolves early, without complaint, when the signal ends the wait. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
