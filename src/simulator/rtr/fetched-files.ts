/** Files that hosts have sent or are sending to the cloud. */
import { createHash } from "node:crypto";
import { DAY } from "../../lib/clock.ts";
import { secondStamp } from "../stamp.ts";
import type { Content } from "./content.ts";

/** One `get`: on its way from the moment the command is done, there `uploadMs` later. */
export interface FetchedFile {
  readonly id: number;
  readonly sessionId: string;
  readonly requestId: string;
  readonly path: string;
  readonly content: Content;
  readonly createdMs: number;
  /** When the last byte has arrived; undefined while the host has not begun. */
  readonly arrivesMs: () => number | undefined;
  deleted: boolean;
}

/** How long the cloud keeps a file. */
const KEPT_MS = 7 * DAY;

/** A deleted or lapsed file is a 404 like one that never was. */
export class FileShelf {
  readonly #uploadMs: number;
  readonly #files: FetchedFile[] = [];

  constructor({ uploadMs }: { readonly uploadMs: number }) {
    this.#uploadMs = uploadMs;
  }

  add(file: Omit<FetchedFile, "id" | "arrivesMs" | "deleted">, doneMs: () => number | undefined): void {
    const arrivesMs = (): number | undefined => {
      const done = doneMs();
      return done === undefined ? undefined : done + this.#uploadMs;
    };
    this.#files.push({ ...file, id: this.#files.length + 1, arrivesMs, deleted: false });
  }

  /** On their way or there, neither deleted nor older than seven days. */
  of(sessionId: string, nowMs: number): readonly FetchedFile[] {
    return this.#files.filter(
      (file) => file.sessionId === sessionId && !file.deleted && nowMs - file.createdMs < KEPT_MS,
    );
  }

  /** By the `cloud_request_id` of its `get`. */
  byRequest(requestId: string): FetchedFile | undefined {
    return this.#files.find((file) => file.requestId === requestId && !file.deleted);
  }

  /** The file with this digest, once it has arrived. */
  arrived(sessionId: string, sha256: string, nowMs: number): FetchedFile | undefined {
    return this.of(sessionId, nowMs).find(
      (file) => progressOf(file, nowMs, this.#uploadMs) === 1 && digestOf(file) === sha256.toLowerCase(),
    );
  }

  /** False when there is no such file. */
  delete(sessionId: string, id: string, nowMs: number): boolean {
    const file = this.of(sessionId, nowMs).find((one) => String(one.id) === id);
    if (file === undefined) return false;
    file.deleted = true;
    return true;
  }

  /** As batches and the first version of the list serve it; undefined until it has arrived. */
  plainView(file: FetchedFile, nowMs: number) {
    if (progressOf(file, nowMs, this.#uploadMs) < 1) return undefined;
    return { ...plainOf(file, nowMs), id: file.id, sha256: digestOf(file) };
  }

  /** As the second version of the list serves it, with how far it is. */
  view(file: FetchedFile, nowMs: number) {
    const progress = progressOf(file, nowMs, this.#uploadMs);
    const isComplete = progress === 1;
    return {
      ...plainOf(file, nowMs),
      id: String(file.id),
      sha256: isComplete ? digestOf(file) : "",
      complete: isComplete,
      progress,
      stage: isComplete ? "complete" : progress > 0 ? "upload" : "pending",
      status: isComplete ? "success" : "in_progress",
      error_message: "",
    };
  }
}

const plainOf = (file: FetchedFile, nowMs: number) => ({
  session_id: file.sessionId,
  cloud_request_id: file.requestId,
  name: file.path,
  size: file.content.size,
  created_at: secondStamp(file.createdMs),
  updated_at: secondStamp(nowMs),
  deleted_at: null,
});

function progressOf(file: FetchedFile, nowMs: number, uploadMs: number): number {
  const arrivesMs = file.arrivesMs();
  if (arrivesMs === undefined) return 0;
  if (nowMs >= arrivesMs) return 1;
  return Math.max(0, Math.min(0.99, 1 - (arrivesMs - nowMs) / uploadMs));
}

const digests = new WeakMap<Content, string>();

/** Hashing a large file anew for every poll would hold everybody up. */
function digestOf({ content }: FetchedFile): string {
  const known = digests.get(content);
  if (known !== undefined) return known;
  const digest = createHash("sha256").update(content.bytes()).digest("hex");
  digests.set(content, digest);
  return digest;
}
