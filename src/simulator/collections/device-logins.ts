/** Who logged on to a host, and the addresses it had. */
import { DAY } from "../../lib/clock.ts";
import type { Call, Reply } from "../call.ts";
import { Refusal, ok, readBodyIds, readLimit, readText } from "../call.ts";
import { parseInstant, parseRelative } from "../fql/instant.ts";
import type { Login } from "../host-book.ts";
import type { Route } from "../route.ts";
import { secondStamp } from "../stamp.ts";
import type { Tenant } from "../tenant.ts";

const READ = { scope: "devices:read" };
const SERVICE = "device-api";
const MAX_IDS = { v1: 500, v2: 10 };
const MAX_LOGINS = 100;
const DEFAULT_LOGINS = 10;
/** What version 1 shows: the last logins, whenever they were. */
const LAST_LOGINS = 10;

/**
 * Login history v1 and v2, of which only v2 has a window and is bound to ten hosts; and network
 * addresses.
 */
export const deviceLoginRoutes: readonly Route[] = [
  post("/devices/combined/devices/login-history/v1", (call, tenant) =>
    histories(readBodyIds(call, "ids", MAX_IDS.v1), call, tenant, (logins) => logins.slice(0, LAST_LOGINS)),
  ),
  { ...post("/devices/combined/devices/login-history/v2", windowed), query: ["from", "to", "limit"] },
  post("/devices/combined/devices/network-address-history/v1", addresses),
];

function post(path: string, handle: Route["handle"]): Route {
  return { method: "POST", path, service: SERVICE, access: READ, handle };
}

function windowed(call: Call, tenant: Tenant): Reply {
  const limit = readLimit(call, DEFAULT_LOGINS, MAX_LOGINS);
  const [from, to] = [readInstant(call, "from", "now-7d"), readInstant(call, "to", "now")];
  return histories(readBodyIds(call, "ids", MAX_IDS.v2), call, tenant, (logins) =>
    logins.filter(({ login_time }) => isWithin(login_time, from, to)).slice(0, limit),
  );
}

function histories(
  ids: readonly string[],
  call: Call,
  tenant: Tenant,
  choose: (logins: readonly Login[]) => readonly Login[],
): Reply {
  const found = ids.flatMap((id) => {
    const record = tenant.hosts.record(id);
    if (record === undefined) return [];
    const newestFirst = [...record.logins].sort((a, b) => (a.login_time < b.login_time ? 1 : -1));
    return [{ cid: tenant.cid, device_id: id, recent_logins: choose(newestFirst) }];
  });
  return ok(tenant.dice.shuffle(call.path, found));
}

function addresses(call: Call, tenant: Tenant): Reply {
  const found = readBodyIds(call, "ids", MAX_IDS.v1).flatMap((id) => {
    const device = tenant.hosts.device(id, call.nowMs);
    if (device === undefined) return [];
    const { local_ip: ip_address, mac_address } = device;
    const earlier = ip_address.replace(/\d+$/, (last) => String((Number(last) + 100) % 250));
    const history = [
      { ip_address, mac_address, timestamp: device.last_seen },
      { ip_address: earlier, mac_address, timestamp: secondStamp(call.nowMs - 9 * DAY) },
    ];
    return [{ cid: device.cid, device_id: id, history }];
  });
  return ok(found);
}

function readInstant(call: Call, name: string, fallback: string): bigint {
  const text = readText(call.query.get(name)) ?? fallback;
  const instant = parseRelative(text, call.nowMs) ?? parseInstant(text);
  if (instant === undefined) throw new Refusal(400, `invalid ${name}`);
  return instant;
}

function isWithin(loginTime: string, from: bigint, to: bigint): boolean {
  const instant = parseInstant(loginTime);
  return instant !== undefined && instant >= from && instant <= to;
}
