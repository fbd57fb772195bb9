/** A tenant whose alerts come late, move, vanish for a while and share moments; what the feed asks of Falcon, by hand. */
import { Alerts, type Alert } from "../../../src/falcon/endpoints/alert.ts";
import type { AlertFeedApi } from "../../../src/falcon/endpoints/alert-feed.ts";
import { FalconError } from "../../../src/falcon/errors.ts";
import { stampNanos } from "../../../src/alerts/feed/stamp.ts";

export interface Raised {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly severity: string;
  status: string;
  created: string;
  updated: string;
  /** Falcon lists it from then on. */
  visibleAt: number;
  /** Questions for its record that are answered without it. */
  hidden: number;
}

export interface Tenant {
  readonly api: AlertFeedApi;
  readonly alerts: Map<string, Raised>;
  readonly calls: string[];
  raise(wanted?: Partial<Raised>): Raised;
  change(id: string, status: string): void;
  /** Combined reads are answered with 404 from then on. */
  withoutCombined(): void;
  /** Runs before the records of a list are answered: something moves while we read. */
  meanwhile: () => void;
  /** The next so many calls end in this. */
  fail(times: number, error?: () => Error): void;
}

const CID = "c".repeat(32);
/** Names are as unlike each other as the check for them needs. */
const nameOf = (n: number): string => `Alert ${String(n).padStart(6, "0")}.`;

export const stamp = (ms: number, nanos = 0): string =>
  new Date(ms).toISOString().replace("Z", `${String(nanos).padStart(6, "0")}Z`);

export function createTenant(now: () => number, pageOfMoment = 3): Tenant {
  const alerts = new Map<string, Raised>();
  const calls: string[] = [];
  let serial = 0;
  let hasCombined = true;
  let failures: { left: number; readonly error: () => Error } = { left: 0, error: unavailable };

  const visible = (): Raised[] => [...alerts.values()].filter(({ visibleAt }) => visibleAt <= now());
  const inOrder = (list: readonly Raised[]): Raised[] =>
    list.toSorted((a, b) => {
      const left = stampNanos(a.updated) ?? 0n;
      const right = stampNanos(b.updated) ?? 0n;
      return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : 1;
    });
  const called = (what: string): void => {
    calls.push(what);
    if (failures.left > 0) {
      failures.left -= 1;
      throw failures.error();
    }
  };
  const ofMoment = (moment: string): Raised[] =>
    after(moment, true)
      .filter(({ updated }) => stampNanos(updated) === stampNanos(moment))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const after = (at: string, isIncluded: boolean): Raised[] => {
    const from = stampNanos(at) ?? 0n;
    return inOrder(visible()).filter(({ updated }) => {
      const moment = stampNanos(updated) ?? 0n;
      return isIncluded ? moment >= from : moment > from;
    });
  };

  const tenant: Tenant = {
    alerts,
    calls,
    meanwhile: () => undefined,
    raise(wanted = {}) {
      serial += 1;
      const at = wanted.updated ?? stamp(now(), serial % 1_000_000);
      const raised: Raised = {
        id: `${CID}:ind:${String(serial).padStart(6, "0")}`,
        name: nameOf(serial),
        host: "web-01",
        severity: "High",
        status: "new",
        created: at,
        updated: at,
        visibleAt: now(),
        hidden: 0,
        ...wanted,
      };
      alerts.set(raised.id, raised);
      return raised;
    },
    change(id, status) {
      const raised = alerts.get(id);
      if (raised === undefined) return;
      serial += 1;
      raised.status = status;
      // A change is never dated before what it changes.
      raised.updated = stamp(now(), 900_000 + (serial % 100_000));
    },
    withoutCombined() {
      hasCombined = false;
    },
    fail(times, error = unavailable) {
      failures = { left: times, error };
    },
    api: {
      async changed(from, limit) {
        called("changed");
        const found = after(from.stamp, from.isIncluded);
        return { ids: found.slice(0, limit).map(({ id }) => id), total: found.length };
      },
      async newest() {
        called("newest");
        const last = inOrder(visible()).at(-1);
        return { ids: last === undefined ? [] : [last.id], total: visible().length };
      },
      async records(ids) {
        called("records");
        tenant.meanwhile();
        const known = ids.flatMap((id) => alerts.get(id) ?? []);
        const answered = known.filter((raised) => {
          if (raised.hidden === 0) return true;
          raised.hidden -= 1;
          return false;
        });
        return recordsOf(answered.toReversed());
      },
      async idsAt(moment, offset, limit) {
        called("idsAt");
        const same = ofMoment(moment);
        return { ids: same.slice(offset, offset + limit).map(({ id }) => id), total: same.length };
      },
      async at(moment, token) {
        called("at");
        if (!hasCombined)
          throw new FalconError({ kind: "not-found", effect: "none", hint: "no such service" });
        const rest = ofMoment(moment).filter(({ id }) => token === undefined || id > token);
        const page = rest.slice(0, pageOfMoment);
        return { alerts: recordsOf(page), after: rest.length > page.length ? page.at(-1)?.id : undefined };
      },
    },
  };
  return tenant;
}

const unavailable = (): Error => new FalconError({ kind: "unavailable", effect: "none", hint: "down" });

const recordsOf = (raised: readonly Raised[]): readonly Alert[] =>
  Alerts.parse({
    resources: raised.map((one) => ({
      composite_id: one.id,
      display_name: one.name,
      severity_name: one.severity,
      status: one.status,
      created_timestamp: one.created,
      updated_timestamp: one.updated,
      timestamp: one.created,
      device: { device_id: deviceOf(one.host), hostname: one.host },
    })),
  });

const deviceOf = (host: string): string => Buffer.from(host.padEnd(16, ".")).toString("hex").slice(0, 32);
