/** The few fields by which a host is recognised, for lists of all hosts; the whole record is in device.ts. */
import { z } from "zod";
import type { Untrusted } from "../../lib/untrusted.ts";
import { Envelope, moment, namedText, text, word } from "../envelope.ts";
import { DeviceId, status, type ContainmentStatus } from "./device.ts";

/** What is asked for, and all that is read. */
export const SKETCH_FIELDS = "device_id,hostname,os_version,status,last_seen,local_ip,modified_timestamp";

/** Kept for every host there is: each further field costs memory a hundred thousand times. */
export interface HostSketch {
  readonly id: string;
  readonly hostname: Untrusted;
  readonly os: Untrusted;
  readonly status: ContainmentStatus;
  readonly lastSeenAt: number | undefined;
  readonly localIp: Untrusted | undefined;
  /** As Falcon wrote it: its digits below the millisecond count when one asks for what came later. */
  readonly modified: string | undefined;
}

const Sketch = z
  .looseObject({
    device_id: DeviceId,
    hostname: namedText,
    os_version: namedText,
    status,
    last_seen: moment,
    local_ip: text,
    modified_timestamp: word,
  })
  .transform((row): HostSketch => ({
    id: row.device_id,
    hostname: row.hostname,
    os: row.os_version,
    status: row.status,
    lastSeenAt: row.last_seen,
    localIp: row.local_ip,
    modified: row.modified_timestamp,
  }));

/** One page of GET /devices/combined/devices/v1. Its token is opaque and dies after two minutes. */
export const SketchPage = Envelope.transform(({ resources, meta }) => {
  const next = meta?.pagination?.["next"];
  return {
    sketches: readLazily(resources),
    total: meta?.pagination?.total ?? resources.length,
    /** The token of the next page; undefined on the last. An empty page is the last, whatever it says. */
    next: typeof next === "string" && next !== "" && resources.length > 0 ? next : undefined,
  };
});
export type SketchPage = z.output<typeof SketchPage>;

/** Thousands of records at once would hold up everybody else; who takes them may pause in between. */
const readLazily = (resources: readonly unknown[]): Iterable<HostSketch> => ({
  *[Symbol.iterator]() {
    for (const resource of resources) {
      const parsed = Sketch.safeParse(resource);
      if (parsed.success) yield parsed.data;
    }
  },
});
