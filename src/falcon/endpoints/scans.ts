/** On-demand scans: start, find again, read, and what they found. Source: falcon-api "On-demand scans". */
import { z } from "zod";
import { Envelope, Ids, integer, moment, recordsOf, text, word } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { throwRefusal } from "./accepted.ts";
import { inChunks, inOrder } from "./chunks.ts";
import { DeviceId } from "./device.ts";

const READ = "On-demand scans (ODS): Read (ods:read)";
const WRITE = "On-demand scans (ODS): Write (ods:write)";
const ENTITIES = "/ods/entities/scans/v1";
const AT_ONCE = 100;

const DeviceIds = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((ids) => (ids ?? []).flatMap((id) => DeviceId.safeParse(id).data ?? []));

const Scan = z
  .looseObject({
    id: z.string().min(1),
    status: word,
    description: text,
    hosts: DeviceIds,
    filecount: z
      .looseObject({ scanned: integer, malicious: integer, quarantined: integer, skipped: integer })
      .nullish()
      .catch(undefined),
    created_on: moment,
    scan_started_on: moment,
    scan_completed_on: moment,
  })
  .transform((row) => ({
    id: row.id,
    /** pending, running, completed, canceled, failed, scheduled */
    status: row.status ?? "unknown",
    description: row.description,
    hosts: row.hosts,
    scanned: row.filecount?.scanned,
    malicious: row.filecount?.malicious,
    quarantined: row.filecount?.quarantined,
    createdAt: row.created_on,
    startedAt: row.scan_started_on,
    completedAt: row.scan_completed_on,
  }));
/** A row of GET /ods/entities/scans/v2; counts grow while it runs. Times are milliseconds. */
export type Scan = z.output<typeof Scan>;

const MaliciousFile = z
  .looseObject({ id: z.string(), filepath: text, filename: text, hash: text, quarantined: z.unknown() })
  .transform((row) => ({
    id: row.id,
    path: row.filepath ?? row.filename,
    sha256: row.hash,
    isQuarantined: row.quarantined === true,
  }));
/**
 * A row of GET /ods/entities/malicious-files/v1; `isQuarantined` is false for our own scans,
 * which only report.
 */
export type MaliciousFile = z.output<typeof MaliciousFile>;

const Scans = recordsOf(Scan);
const MaliciousFiles = recordsOf(MaliciousFile);

/** `level` is 0 (off) to 4 (extra aggressive) and applies to detection; prevention is never switched on. */
export interface NewScan {
  readonly deviceId: string;
  readonly paths: readonly string[];
  /** By which it is found again when the answer is lost. */
  readonly description: string;
  readonly level: number;
}

/**
 * Scopes `On-demand scans (ODS): Read` and `Write`. Its entities answer 404 when no id is known,
 * unlike other services.
 */
export const scansApi = (ask: Ask) => {
  const read = async <Row extends { readonly id: string }>(
    path: string,
    ids: readonly string[],
    reply: z.ZodType<readonly Row[]>,
    options?: CallOptions,
  ): Promise<readonly Row[]> => {
    const found = await inChunks(ids, AT_ONCE, (chunk) =>
      ask(
        { method: "GET", path, query: { ids: chunk }, scope: READ, family: "inventory", isRead: true, reply },
        options,
      ),
    );
    return inOrder(ids, found, ({ id }) => id);
  };

  const query = (path: string, filter: Fql, sort: string, limit: number, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path,
        query: { filter, limit, sort },
        scope: READ,
        family: "inventory",
        isRead: true,
        reply: Ids,
      },
      options,
    );

  return {
    /**
     * Scans one host and reports; nothing is prevented or quarantined. Returning means
     * queued. POST /ods/entities/scans/v1
     */
    start: async (scan: NewScan, options?: CallOptions): Promise<void> => {
      const answer = await ask(
        {
          method: "POST",
          path: ENTITIES,
          body: scanBody(scan),
          scope: WRITE,
          family: "changes",
          isRead: false,
          reply: Envelope,
        },
        options,
      );
      throwRefusal({ method: "POST", path: ENTITIES, scope: WRITE, what: "the scan" }, answer);
    },

    /** Ids of scans, newest first. GET /ods/queries/scans/v1 */
    query: (filter: Fql, limit: number, options?: CallOptions) =>
      query("/ods/queries/scans/v1", filter, "created_on|desc", limit, options),

    /** GET /ods/entities/scans/v2 */
    details: (ids: readonly string[], options?: CallOptions) =>
      read("/ods/entities/scans/v2", ids, Scans, options),

    /** Ids of what scans found. GET /ods/queries/malicious-files/v1 */
    queryFinds: (filter: Fql, limit: number, options?: CallOptions) =>
      query("/ods/queries/malicious-files/v1", filter, "last_updated|desc", limit, options),

    /** GET /ods/entities/malicious-files/v1 */
    finds: (ids: readonly string[], options?: CallOptions) =>
      read("/ods/entities/malicious-files/v1", ids, MaliciousFiles, options),
  };
};

export type ScansApi = ReturnType<typeof scansApi>;

const LOW_PRIORITY = 2;
const HOURS_AT_MOST = 2;

/** The schema wants each of them; levels are the same for all engines, prevention is off. */
function scanBody({ deviceId, paths, description, level }: NewScan): Record<string, unknown> {
  const engines = ["sensor_ml", "cloud_ml", "cloud_pup_adware"].flatMap((engine) => [
    engine,
    `mac_${engine}`,
  ]);
  return {
    hosts: [deviceId],
    file_paths: paths,
    description,
    initiated_from: "falconer",
    quarantine: false,
    endpoint_notification: false,
    cpu_priority: LOW_PRIORITY,
    max_duration: HOURS_AT_MOST,
    pause_duration: 1,
    ...Object.fromEntries(
      engines.flatMap((engine) => [
        [`${engine}_level_detection`, level],
        [`${engine}_level_prevention`, 0],
      ]),
    ),
  };
}
