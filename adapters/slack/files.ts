/**
 * Files in a message's thread. A file is there once, also when its message is redrawn after
 * a restart: what this process did not upload itself is looked for in the thread first.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { visible } from "../../src/chat/visible.ts";
import type { Calls } from "./calls.ts";
import type { NamedFile } from "./drawing.ts";
import type { Log } from "./log.ts";
import type { Redraws } from "./redraws.ts";

const NAME_LIMIT = 100;
/** Uploads remembered; older ones are looked for in the thread. */
const REMEMBERED = 2_000;
const THREAD_PAGE = 200;
/** The thread of a storm that lasts for hours. */
const MOST_PAGES = 25;
const HASH_SHOWN = 10;

/** Where files go. Without a thread they stand in the channel itself. */
export interface Target {
  readonly channel: string;
  /** The thread, or a message that may be in one. */
  readonly thread?: string;
  /** The message that they belong to: when it is redrawn, its pictures replace the earlier ones. */
  readonly message?: string;
  /** Nothing of ours can be in the thread yet. */
  readonly isNew: boolean;
}

/** Never rejects for a file that could not be put: its message is there and names it. */
export interface Files {
  /** False when one could not be put there. */
  put(target: Target, files: readonly NamedFile[]): Promise<boolean>;
}

/** A file as Slack gets it. */
interface Upload {
  readonly filename: string;
  /** What Slack shows and gives back: it tells two states of one file apart. */
  readonly title: string;
  readonly bytes: Buffer;
  readonly alt: string | undefined;
}

const thread = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        ts: z.string().optional(),
        thread_ts: z.string().optional(),
        files: z.array(z.looseObject({ title: z.string().default("") })).default([]),
      }),
    )
    .default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

type Thread = z.infer<typeof thread>["messages"];

/** Uploads with `files.uploadV2`, whose answer names no message: a file is found again by its title. */
export function createFiles(parts: {
  readonly calls: Calls;
  readonly redraws: Redraws;
  readonly log: Log;
}): Files {
  const { calls, redraws, log } = parts;
  const done = new Set<string>();

  const remember = (mark: string): void => {
    done.add(mark);
    const [oldest] = done;
    if (done.size > REMEMBERED && oldest !== undefined) done.delete(oldest);
  };

  /** Oldest first. Nothing that belongs to a message can be older than itself. */
  async function readThread(channel: string, ts: string, oldest?: string): Promise<Thread> {
    const messages: Thread[number][] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const part = {
        ...(oldest === undefined ? {} : { oldest }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      const args = { channel, ts, limit: THREAD_PAGE, ...part };
      const answer = thread.parse(
        await calls.call("conversations.replies", args, { lane: channel, repeatable: true }),
      );
      messages.push(...answer.messages);
      cursor = answer.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === "") break;
    }
    return messages;
  }

  /** The root of the thread that a message is in, itself included, and what hangs there since. */
  async function lookUp(channel: string, ts: string): Promise<{ root: string; messages: Thread }> {
    const near = await readThread(channel, ts);
    const root = near[0]?.thread_ts ?? ts;
    return { root, messages: root === ts ? near : await readThread(channel, root, ts) };
  }

  async function putOne(target: Target, upload: Upload, before: string | undefined): Promise<void> {
    const { channel, thread: root } = target;
    const { bytes, filename, title, alt } = upload;
    const markOf = (name: string): string => [channel, root, name].join(" ");
    if (done.has(markOf(title))) return;
    const around = target.isNew || root === undefined ? undefined : await lookUp(channel, root);
    if (around !== undefined && holding(around.messages, title) !== undefined) return remember(markOf(title));
    const inThread = around?.root ?? root;
    const place =
      inThread === undefined ? { channel_id: channel } : { channel_id: channel, thread_ts: inThread };
    const words = alt === undefined || alt === "" ? {} : { alt_text: alt };
    await calls.upload({ ...place, ...words, file: bytes, filename, title }, channel);
    remember(markOf(title));
    // A picture shows how things stand: the earlier one would only mislead. Other files are kept.
    const outdated =
      before === undefined || alt === undefined ? undefined : holding(around?.messages ?? [], before);
    if (before === undefined || outdated === undefined) return;
    done.delete(markOf(before));
    await calls
      .call("chat.delete", { channel, ts: outdated }, { lane: channel, repeatable: true })
      .catch((error: unknown) => log.debug("an outdated picture stays", { channel, error: String(error) }));
  }

  const failed = (channel: string, error: unknown): void =>
    log.warn("a file could not be uploaded", { channel, error: String(error) });

  return {
    async put(target, files) {
      const { channel, message } = target;
      const uploads = files.map(asUpload);
      let isComplete = true;
      for (const [index, upload] of uploads.entries()) {
        const twins = uploads.slice(0, index).filter(({ filename }) => filename === upload.filename).length;
        const write = (before?: string): Promise<void> => putOne(target, upload, before);
        try {
          if (message === undefined) await write();
          else
            await redraws.submit([channel, message, twins, upload.filename].join(" "), upload.title, write);
        } catch (error) {
          // The message itself is there and says what belongs to it: a missing file must not repeat it.
          isComplete = false;
          failed(channel, error);
        }
      }
      return isComplete;
    },
  };
}

function asUpload(file: NamedFile): Upload {
  const bytes = "text" in file ? Buffer.from(file.text, "utf8") : Buffer.from(file.bytes);
  const filename = safeName(file.name);
  const hash = createHash("sha256").update(bytes).digest("hex");
  const alt = "alt" in file ? file.alt : undefined;
  return { filename, title: `${filename} (${hash.slice(0, HASH_SHOWN)})`, bytes, alt };
}

/** The message of a thread that carries the file with this title. */
const holding = (messages: Thread, title: string): string | undefined =>
  messages.find(({ files }) => files.some((file) => file.title === title))?.ts;

/** A name that is nothing but a name: no folders, no reserved characters, nothing hidden. */
export function safeName(name: string): string {
  const plain = visible(name)
    .replace(/[^\p{L}\p{N}._ -]/gu, "_")
    .replace(/^[. ]+/, "_");
  return plain.slice(-NAME_LIMIT).toWellFormed() || "file.txt";
}
