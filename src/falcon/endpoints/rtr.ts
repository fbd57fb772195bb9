/** Real time response: its collections side by side, and the vocabulary of their answers. */
import type { Ask } from "../request.ts";
import { rtrAuditApi } from "./rtr-audit.ts";
import { rtrBatchesApi } from "./rtr-batches.ts";
import { rtrCommandsApi } from "./rtr-commands.ts";
import { rtrFilesApi } from "./rtr-files.ts";
import { rtrLibraryApi } from "./rtr-library.ts";
import { rtrQueueApi } from "./rtr-queue.ts";
import { rtrSessionsApi } from "./rtr-sessions.ts";

export { rtrReason } from "./rtr-fields.ts";
export type { RtrTier } from "./rtr-fields.ts";
export type { BatchHost } from "./rtr-batches.ts";
export type { RtrPiece, RtrReceipt } from "./rtr-commands.ts";
export type { RtrFile } from "./rtr-file.ts";
export type { ScriptArgument, ScriptHelp } from "./rtr-help.ts";
export type { LibraryItem } from "./rtr-library.ts";
export type { RtrSessionRecord } from "./rtr-session-record.ts";

/**
 * Scopes differ by collection and tier, so that an API client may read and not write: see
 * `rtr-fields.ts`.
 */
export const rtrApi = (ask: Ask) => ({
  sessions: rtrSessionsApi(ask),
  commands: rtrCommandsApi(ask),
  queue: rtrQueueApi(ask),
  files: rtrFilesApi(ask),
  batches: rtrBatchesApi(ask),
  library: rtrLibraryApi(ask),
  audit: rtrAuditApi(ask),
});

export type RtrApi = ReturnType<typeof rtrApi>;
