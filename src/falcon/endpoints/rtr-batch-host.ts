/** What each host of a batch answered. Falcon keys the hosts by their ids, at one depth or two. */
import { z } from "zod";
import type { Untrusted } from "../../lib/untrusted.ts";
import { integer, word } from "../envelope.ts";
import { DeviceId } from "./device.ts";
import { complaints, flag, optionalId, output, RtrId, type RtrComplaint } from "./rtr-fields.ts";
import { RtrFileRow, type RtrFile } from "./rtr-file.ts";

/**
 * `resources` of a batch is an object by device id, not a list. A host that fails says so here,
 * inside a 201.
 */
export interface BatchHost {
  readonly sessionId: string | undefined;
  /** Later pieces are asked for under it, as for a command on one host. */
  readonly requestId: string | undefined;
  /** False when it did not answer in time. */
  readonly isComplete: boolean;
  readonly stdout: Untrusted;
  readonly stderr: Untrusted;
  readonly sequence: number | undefined;
  readonly baseCommand: string | undefined;
  readonly isQueuedOffline: boolean;
  readonly complaints: readonly RtrComplaint[];
}

/** By device id. */
export type BatchHosts = ReadonlyMap<string, BatchHost>;

const Host = z
  .looseObject({
    session_id: optionalId,
    task_id: optionalId,
    complete: flag,
    stdout: output,
    stderr: output,
    sequence_id: integer,
    base_command: word,
    offline_queued: flag,
    errors: complaints,
  })
  .transform((row): BatchHost => ({
    sessionId: row.session_id ?? undefined,
    requestId: row.task_id ?? undefined,
    isComplete: row.complete,
    stdout: row.stdout,
    stderr: row.stderr,
    sequence: row.sequence_id,
    baseCommand: row.base_command,
    isQueuedOffline: row.offline_queued,
    complaints: row.errors,
  }));

/** A host that cannot be read never costs the others. */
const keyed = <Row>(row: z.ZodType<Row>) =>
  z
    .record(z.string(), z.unknown())
    .nullish()
    .catch(undefined)
    .transform((hosts): ReadonlyMap<string, Row> => {
      const read = Object.entries(hosts ?? {}).flatMap(([key, value]): [string, Row][] => {
        const id = DeviceId.safeParse(key).data;
        const parsed = row.safeParse(value);
        return id === undefined || !parsed.success ? [] : [[id, parsed.data]];
      });
      return new Map(read);
    });

const combined = z
  .looseObject({ resources: keyed(Host) })
  .nullish()
  .transform((inner): BatchHosts => inner?.resources ?? new Map());

/** Of opening a batch. */
export const OpenedBatch = z
  .looseObject({ batch_id: RtrId, resources: keyed(Host) })
  .transform(({ batch_id, resources }) => ({ id: batch_id, hosts: resources }));

/** Of a command. */
export const CommandedHosts = z.looseObject({ combined }).transform((body): BatchHosts => body.combined);

/** Of a pulse. */
export const PulsedHosts = z
  .looseObject({ resources: keyed(Host) })
  .transform((body): BatchHosts => body.resources);

/** Of a `get`. */
export const FetchingHosts = z
  .looseObject({ batch_get_cmd_req_id: RtrId, combined })
  .transform((body) => ({ requestId: body.batch_get_cmd_req_id, hosts: body.combined }));

/** Of asking for what `get` fetched. */
export const FetchedFiles = z
  .looseObject({ resources: keyed<RtrFile>(RtrFileRow) })
  .transform((body): ReadonlyMap<string, RtrFile> => body.resources);
