/**
 * The audit trail: rows chained by hash, so that a changed or removed line shows. Writing
 * happens in the transactions of those who act; this reads and verifies.
 */
import { auditHash, GENESIS_HASH } from "../store/audit-hash.ts";
import type { AuditRow } from "../store/rows.ts";
import type { AuditFilter, Store } from "../store/store.ts";

const PAGE = 1_000;

export type Verdict =
  | { readonly isIntact: true; readonly rows: number; readonly head: string }
  /** `seq` is the first line that does not fit the one before it. */
  | { readonly isIntact: false; readonly seq: number; readonly why: string };

export interface AuditTrail {
  /** Newest first; `about` is a person id, request id, device id or hostname. */
  recent(filter: AuditFilter & { readonly limit: number }): Promise<readonly AuditRow[]>;
  /** How many there are beyond any limit. */
  count(filter: AuditFilter): Promise<number>;
  verify(): Promise<Verdict>;
  /** Every line as JSON, oldest first. */
  exportLines(): AsyncIterable<string>;
}

export function createAuditTrail({ store }: { readonly store: Store }): AuditTrail {
  async function* pages() {
    for (let after = 0; ;) {
      const rows = await store.audit.lines(after, PAGE);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = last.seq;
    }
  }
  return {
    recent: (filter) => store.audit.recent(filter),
    count: (filter) => store.audit.count(filter),
    async verify() {
      let seq = 0;
      let hash = GENESIS_HASH;
      // Read first: lines that are appended meanwhile are the next verification's business.
      const head = await store.audit.head();
      for await (const row of pages()) {
        if (row.seq > head.seq) break;
        if (row.seq !== seq + 1)
          return broken(seq + 1, `line ${seq + 1} is missing; the next one stored is ${row.seq}`);
        if (auditHash(hash, row.seq, row.at, row.raw) !== row.hash) {
          return broken(row.seq, `line ${row.seq} was altered, or the line before it was`);
        }
        ({ seq, hash } = row);
      }
      if (head.seq !== seq || head.hash !== hash) return broken(seq + 1, `lines after ${seq} are missing`);
      return { isIntact: true, rows: seq, head: hash };
    },
    async *exportLines() {
      for await (const { seq, at, raw, hash } of pages()) {
        yield JSON.stringify({
          seq,
          at,
          time: new Date(at).toISOString(),
          body: asStored(raw),
          hash,
        });
      }
    },
  };
}

/** A line that was spoilt is handed out as the text that it is now. */
function asStored(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

const broken = (seq: number, why: string): Verdict => ({ isIntact: false, seq, why });
