/**
 * Falconer for programs that embed it: six methods over the same services that the
 * commands use. What alters a host is proposed here too, never done: somebody has to agree
 * in chat, and the request says that a program asks. Text of endpoints stays `Untrusted`.
 */
import type { Alert } from "../falcon/endpoints/alerts.ts";
import type { Device } from "../falcon/endpoints/hosts.ts";

/** As requests are answered: not yet decided, and where to look. */
export interface Proposal {
  /** The request that people decide on. */
  readonly request: string;
  /** `pending` until somebody decides. */
  readonly state: string;
  readonly hosts: readonly string[];
}

export interface HostsWanted {
  /** The beginning or a part of a name, an address, a device id, or a filter in FQL. */
  readonly text?: string;
  readonly platform?: "windows" | "mac" | "linux";
  readonly status?: "normal" | "contained" | "pending";
  readonly tag?: string;
  readonly limit?: number;
}

export interface DetectionsWanted {
  /** Hostname in any case, device id or IP address; absent: of all hosts. */
  readonly host?: string;
  readonly days?: number;
  /** This severity and worse. */
  readonly severity?: "informational" | "low" | "medium" | "high" | "critical";
  readonly status?: "open" | "new" | "in_progress" | "closed" | "reopened";
  readonly limit?: number;
}

export interface Found<Row> {
  readonly rows: readonly Row[];
  /** All that fit, those beyond the limit too. */
  readonly total: number;
}

export interface Connector {
  /** @throws Ambiguity when several hosts are meant, NotFound when none is */
  getHost(host: string, signal?: AbortSignal): Promise<Device>;
  searchHosts(wanted: HostsWanted, signal?: AbortSignal): Promise<Found<Device>>;
  getDetections(wanted: DetectionsWanted, signal?: AbortSignal): Promise<Found<Alert>>;
  /** @throws UserError when policy, caps or the host's own state forbid it */
  isolateHost(host: string, reason: string, signal?: AbortSignal): Promise<Proposal>;
  unisolateHost(host: string, reason: string, signal?: AbortSignal): Promise<Proposal>;
  /** Everything, unless paths are given. */
  scanHost(host: string, paths?: readonly string[], signal?: AbortSignal): Promise<Proposal>;
}

/** What the connector stands on; `createCore` has all of it. */
export interface ConnectorParts {
  readonly hosts: HostLookUp;
  readonly alerts: AlertLookUp;
  /** Asks for a change in the name of the program's account, and returns the stored request. */
  readonly propose: (wish: ProgramWish, signal?: AbortSignal) => Promise<Proposal>;
}

export interface ProgramWish {
  readonly kind: "contain" | "release" | "scan";
  readonly params: Readonly<Record<string, unknown>>;
  readonly targets: readonly string[];
  readonly reason: string;
}

interface HostLookUp {
  find(written: string, signal?: AbortSignal): Promise<Device>;
  search(
    query: Omit<HostsWanted, "limit"> & { readonly limit: number },
    signal?: AbortSignal,
  ): Promise<{ readonly devices: readonly Device[]; readonly total: number }>;
}

interface AlertLookUp {
  search(
    request: Omit<DetectionsWanted, "host" | "days" | "limit"> & {
      readonly device?: Device;
      readonly days: number;
      readonly limit: number;
    },
    signal?: AbortSignal,
  ): Promise<{ readonly alerts: readonly Alert[]; readonly total: number }>;
}

const FEW = 20;
const LOOK_BACK_DAYS = 7;

export function createConnector({ hosts, alerts, propose }: ConnectorParts): Connector {
  const ask = async (
    kind: ProgramWish["kind"],
    host: string,
    params: (device: Device) => ProgramWish["params"],
    reason: string,
    signal?: AbortSignal,
  ): Promise<Proposal> => {
    const device = await hosts.find(host, signal);
    return propose({ kind, params: params(device), targets: [device.id], reason }, signal);
  };

  return {
    getHost: (host, signal) => hosts.find(host, signal),
    async searchHosts({ limit = FEW, ...query }, signal) {
      const { devices, total } = await hosts.search({ ...query, limit }, signal);
      return { rows: devices, total };
    },
    async getDetections({ host, days = LOOK_BACK_DAYS, limit = FEW, ...query }, signal) {
      const device = host === undefined ? {} : { device: await hosts.find(host, signal) };
      const found = await alerts.search({ ...query, ...device, days, limit }, signal);
      return { rows: found.alerts, total: found.total };
    },
    isolateHost: (host, reason, signal) => ask("contain", host, () => ({}), reason, signal),
    unisolateHost: (host, reason, signal) => ask("release", host, () => ({}), reason, signal),
    scanHost: (host, paths = [], signal) =>
      ask(
        "scan",
        host,
        ({ platform }) => ({ paths: paths.length > 0 ? paths : [platform.is("windows") ? "C:\\" : "/"] }),
        "an on-demand scan asked for by a program",
        signal,
      ),
  };
}
