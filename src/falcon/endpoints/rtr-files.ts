/** Files fetched from hosts. Source: falcon-api "RTR: files, scripts, queue, audit". */
import { z } from "zod";
import type { Save } from "../call.ts";
import type { Ask, CallOptions } from "../request.ts";
import { RTR_WRITE } from "./rtr-fields.ts";
import { RtrFiles } from "./rtr-file.ts";
import { removeOne, type Removal } from "./rtr-remove.ts";

const FILES = "/real-time-response/entities/file/v2";

/** `mostBytes` bounds the archive as it comes; the file inside may be larger. */
export interface ExtractedFile<Saved> {
  readonly sessionId: string;
  readonly sha256: string;
  /** What the archive and the file in it are to be called. */
  readonly filename?: string;
  readonly mostBytes: number;
  /** Takes the bytes as they arrive, anew on each try; its own errors come through. */
  readonly save: Save<Saved>;
}

/** The scope is `Real time response: Write`, for reading them as well. */
export const rtrFilesApi = (ask: Ask) => ({
  /** Everything that a session has fetched or is fetching. GET /real-time-response/entities/file/v2 */
  list: (sessionId: string, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: FILES,
        query: { session_id: sessionId },
        scope: RTR_WRITE,
        family: "rtr",
        isRead: true,
        reply: RtrFiles,
      },
      options,
    ),

  /** Deletes it at Falcon; `gone` when it was not there. DELETE /real-time-response/entities/file/v2 */
  remove: (
    { id, sessionId }: { readonly id: string; readonly sessionId: string },
    options?: CallOptions,
  ): Promise<Removal> =>
    removeOne(ask, { path: FILES, query: { ids: id, session_id: sessionId }, scope: RTR_WRITE }, options),

  /**
   * The 7z with the file in it, encrypted with the password `infected`, as bytes.
   * GET /real-time-response/entities/extracted-file-contents/v1
   * @throws FalconError `not-found` until it has been uploaded, `too-large` above the bound
   */
  contents: <Saved>(
    { sessionId, sha256, filename, mostBytes, save }: ExtractedFile<Saved>,
    options?: CallOptions,
  ): Promise<Saved> =>
    ask(
      {
        method: "GET",
        path: "/real-time-response/entities/extracted-file-contents/v1",
        query: { session_id: sessionId, sha256, filename },
        scope: RTR_WRITE,
        family: "rtr",
        isRead: true,
        mostBytes,
        save,
        reply: z.custom<Saved>(),
      },
      options,
    ),
});
