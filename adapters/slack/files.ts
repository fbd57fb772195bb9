/**
 * Files in a message's thread. A file is there once, also when its message is redrawn after
 * a restart: what this process did not upload itself is looked for in the thread first.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { visible } from "../../src/chat/visible.ts";
import type { Calls } from "./calls.ts";
import type { NamedText } from "./drawing.ts";
import type { Log } from "./log.ts";

const NAME_LIMIT = 100;
/** Uploads remembered; older ones are looked for in the thread. */
const REMEMBERED = 2_000;
const THREAD_PAGE = 200;
const HASH_SHOWN = 10;

export interface Files {
  /** False when one could not be put there. `isNew`: nothing of ours can be in the thread yet. */
  put(
    channel: string,
    thread: string | undefined,
    files: readonly NamedText[],
    isNew: boolean,
  ): Promise<boolean>;
}

const thread = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        thread_ts: z.string().optional(),
        files: z.array(z.looseObject({ title: z.string().default("") })).default([]),
      }),
    )
    .default([]),
});

export function createFiles(parts: { readonly calls: Calls; readonly log: Log }): Files {
  const { calls, log } = parts;
  const done = new Set<string>();

  const remember = (mark: string): void => {
    done.add(mark);
    const [oldest] = done;
    if (done.size > REMEMBERED && oldest !== undefined) done.delete(oldest);
  };

  async function readThread(channel: string, ts: string): Promise<z.infer<typeof thread>["messages"]> {
    const args = { channel, ts, limit: THREAD_PAGE };
    const answer = await calls.call("conversations.replies", args, { lane: channel, repeatable: true });
    return thread.parse(answer).messages;
  }

  /** The root of the thread that a message is in, itself included, and what hangs there. */
  async function lookUp(channel: string, ts: string): Promise<{ root: string; titles: ReadonlySet<string> }> {
    const near = await readThread(channel, ts);
    const root = near[0]?.thread_ts ?? ts;
    const all = root === ts ? near : await readThread(channel, root);
    return { root, titles: new Set(all.flatMap(({ files }) => files.map((file) => file.title))) };
  }

  async function putOne(
    channel: string,
    root: string | undefined,
    file: NamedText,
    isNew: boolean,
  ): Promise<void> {
    const bytes = Buffer.from(file.text, "utf8");
    const filename = safeName(file.name);
    const hash = createHash("sha256").update(bytes).digest("hex");
    // The title is what Slack shows and gives back: it tells two states of one file apart.
    const title = `${filename} (${hash.slice(0, HASH_SHOWN)})`;
    const mark = [channel, root, title].join(" ");
    if (done.has(mark)) return;
    const around = isNew || root === undefined ? undefined : await lookUp(channel, root);
    if (around?.titles.has(title) === true) return remember(mark);
    const target = around?.root ?? root;
    const place = target === undefined ? { channel_id: channel } : { channel_id: channel, thread_ts: target };
    await calls.upload({ ...place, file: bytes, filename, title }, channel);
    remember(mark);
  }

  return {
    async put(channel, root, files, isNew) {
      let isComplete = true;
      for (const file of files) {
        try {
          await putOne(channel, root, file, isNew);
        } catch (error) {
          // The message itself is there and says what belongs to it: a missing file must not repeat it.
          isComplete = false;
          log.warn("a file could not be uploaded", { channel, error: String(error) });
        }
      }
      return isComplete;
    },
  };
}

/** A name that is nothing but a name: no folders, no reserved characters, nothing hidden. */
export function safeName(name: string): string {
  const plain = visible(name)
    .replace(/[^\p{L}\p{N}._ -]/gu, "_")
    .replace(/^[. ]+/, "_");
  return plain.slice(-NAME_LIMIT).toWellFormed() || "file.txt";
}
