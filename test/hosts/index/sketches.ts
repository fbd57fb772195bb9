/** Hosts in the few fields of the index, to order; and a Falcon that has them in pages. */
import { createHash } from "node:crypto";
import type { Fql } from "../../../src/falcon/fql.ts";
import type { HostSketch } from "../../../src/falcon/endpoints/hosts.ts";
import type { SketchPort } from "../../../src/hosts/index/feed.ts";
import { HostTable } from "../../../src/hosts/index/host-table.ts";
import type { Log } from "../../../src/lib/log.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";

export interface Wish {
  readonly id?: string;
  readonly name?: string;
  readonly seen?: number;
  readonly ip?: string;
  readonly status?: HostSketch["status"];
  readonly modified?: string;
}

export const idOf = (key: string | number): string =>
  createHash("sha256").update(String(key)).digest("hex").slice(0, 32);

export const sketchOf = ({
  id,
  name = "web-01",
  seen = 1,
  ip,
  status = "normal",
  modified,
}: Wish): HostSketch => ({
  id: id ?? idOf(name),
  hostname: untrusted(name),
  os: untrusted("Windows 11"),
  status,
  lastSeenAt: seen,
  localIp: ip === undefined ? undefined : untrusted(ip),
  modified: modified ?? "2026-01-31T10:00:00Z",
});

export function tableOf(wishes: readonly Wish[]): HostTable {
  const table = new HostTable();
  for (const [i, wish] of wishes.entries()) table.put(sketchOf({ id: idOf(i), ...wish }), 1);
  return table;
}

/** Names as an estate has them: kind, department or site, number. */
export function estateNames(count: number): readonly string[] {
  const kinds = ["WIN", "LAPTOP", "srv", "MAC", "lnx", "VDI"];
  const places = ["FIN", "HR", "SALES", "berlin", "Eng", "OPS", "lab"];
  return Array.from({ length: count }, (_, i) => {
    const name = `${kinds[i % kinds.length]}-${places[i % places.length]}-${String(i).padStart(5, "0")}`;
    return i % 11 === 0 ? `${name}.corp.example` : name;
  });
}

export interface ScriptedFalcon extends SketchPort {
  hosts: readonly HostSketch[];
  /** What the next calls end in, instead of an answer. */
  readonly failures: Error[];
  readonly asked: readonly { readonly filter: Fql | undefined; readonly token: string | undefined }[];
}

/** Pages of `page` hosts; a filter gets the hosts in `changed`. */
export function scriptedFalcon(
  hosts: readonly HostSketch[],
  { page = 2, changed = () => [] as readonly HostSketch[] } = {},
): ScriptedFalcon {
  const asked: { filter: Fql | undefined; token: string | undefined }[] = [];
  const falcon: ScriptedFalcon = {
    hosts,
    failures: [],
    asked,
    async sketches({ filter, token }) {
      asked.push({ filter, token });
      const failure = falcon.failures.shift();
      if (failure !== undefined) throw failure;
      const all = filter === undefined ? falcon.hosts : changed();
      const start = Number(token ?? 0);
      const next = start + page < all.length ? String(start + page) : undefined;
      return { sketches: all.slice(start, start + page), total: all.length, next };
    },
  };
  return falcon;
}

export interface Logged extends Log {
  readonly lines: readonly string[];
}

export function recordingLog(): Logged {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  const log: Logged = {
    lines,
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: () => log,
  };
  return log;
}
