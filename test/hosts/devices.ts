/** Hosts to order, without a cloud. */
import type { Device } from "../../src/falcon/endpoints/hosts.ts";
import type { HostsPort } from "../../src/hosts/service.ts";
import { untrusted } from "../../src/lib/untrusted.ts";

type Wish = Partial<Omit<Device, "hostname">> & { readonly hostname?: string };

export const deviceOf = ({ hostname = "web-01", ...wish }: Wish = {}): Device => ({
  id: "0123456789abcdef0123456789abcdef",
  cid: undefined,
  hostname: untrusted(hostname),
  platform: untrusted("Windows"),
  os: untrusted("Windows 11"),
  osBuild: untrusted("22631"),
  machineType: untrusted("Workstation"),
  status: "normal",
  lastSeenAt: 1_750_000_000_000,
  firstSeenAt: 1_700_000_000_000,
  localIp: untrusted("10.0.0.1"),
  externalIp: untrusted("198.51.100.7"),
  macAddress: undefined,
  lastUser: untrusted("mara"),
  domain: undefined,
  site: undefined,
  serialNumber: undefined,
  manufacturer: undefined,
  model: undefined,
  agentVersion: undefined,
  ou: [],
  tags: [],
  groups: [],
  rtrState: undefined,
  isReducedFunctionality: false,
  ...wish,
});

/** Answers every search with every host: the widest net there could be. */
export function everyHostPort(devices: readonly Device[], onCall: () => void = () => undefined): HostsPort {
  return {
    async query() {
      onCall();
      return { ids: devices.map(({ id }) => id), total: devices.length };
    },
    async details(ids) {
      onCall();
      return devices.filter(({ id }) => ids.includes(id));
    },
    onlineState: () => Promise.resolve(new Map()),
    loginHistory: () => Promise.resolve(new Map()),
  };
}
