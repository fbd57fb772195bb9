/** What Discover sees: every machine with a sensor, and near them what has none. */
import { DAY, HOUR, MINUTE } from "../../lib/clock.ts";
import type { Dice } from "../dice.ts";
import type { Device } from "../host-book.ts";
import type { Entry } from "../shelf.ts";
import { secondStamp } from "../stamp.ts";
import { TEAMS, type Team } from "./estate.ts";

interface Stranger {
  readonly hostname: string;
  readonly team: Team;
  readonly kind: "unmanaged" | "unsupported";
  readonly manufacturer: string;
  readonly type: string;
  readonly platform: string;
  readonly os: string;
  readonly confidence: 25 | 50 | 75;
  /** Last seen so long before the start. */
  readonly agoHours: number;
}

const STRANGERS: readonly Stranger[] = [
  {
    hostname: "PRN-FIN-2F",
    team: "finance",
    kind: "unsupported",
    manufacturer: "Brightprint",
    type: "Printer",
    platform: "",
    os: "",
    confidence: 75,
    agoHours: 2,
  },
  {
    hostname: "FIN-LOANER",
    team: "finance",
    kind: "unmanaged",
    manufacturer: "Northwind Systems",
    type: "Workstation",
    platform: "Windows",
    os: "Windows 10",
    confidence: 75,
    agoHours: 1,
  },
  {
    hostname: "kims-laptop",
    team: "sales",
    kind: "unmanaged",
    manufacturer: "Apple Inc.",
    type: "Workstation",
    platform: "Mac",
    os: "",
    confidence: 50,
    agoHours: 20,
  },
  {
    hostname: "LNX-TEST-OLD",
    team: "engineering",
    kind: "unmanaged",
    manufacturer: "",
    type: "Server",
    platform: "Linux",
    os: "Ubuntu 18.04",
    confidence: 75,
    agoHours: 5,
  },
  {
    hostname: "",
    team: "plant",
    kind: "unsupported",
    manufacturer: "Millworks",
    type: "",
    platform: "",
    os: "",
    confidence: 25,
    agoHours: 3,
  },
  {
    hostname: "CAM-DOOR-3",
    team: "plant",
    kind: "unsupported",
    manufacturer: "Lookout",
    type: "Camera",
    platform: "",
    os: "",
    confidence: 50,
    agoHours: 1,
  },
  {
    hostname: "SRV-APP-03",
    team: "core",
    kind: "unmanaged",
    manufacturer: "Northwind Systems",
    type: "Server",
    platform: "Windows",
    os: "Windows Server 2016",
    confidence: 75,
    agoHours: 4,
  },
  {
    hostname: "VISITOR-TABLET",
    team: "people",
    kind: "unsupported",
    manufacturer: "",
    type: "",
    platform: "",
    os: "",
    confidence: 25,
    agoHours: 26 * 24,
  },
];

/** Machines without a sensor stand in the subnet of the team that would own them. */
export function knownAssets(dice: Dice, cid: string, devices: readonly Device[], startMs: number): Entry[] {
  return [
    ...devices.map((device) => managed(device, dice)),
    ...STRANGERS.map((plan) => strange(plan, dice, cid, devices, startMs)),
  ];
}

const managed = (device: Device, dice: Dice): Entry => ({
  id: `${device.cid}_${dice.hex(`asset ${device.device_id}`)}`,
  cid: device.cid,
  aid: device.device_id,
  entity_type: "managed",
  hostname: device.hostname,
  platform_name: device.platform_name,
  os_version: device.os_version,
  product_type_desc: device.product_type_desc,
  current_local_ip: device.local_ip,
  local_ip_addresses: [device.local_ip],
  external_ip: device.external_ip,
  mac_addresses: [device.mac_address],
  machine_domain: device.machine_domain ?? "",
  system_manufacturer: device["system_manufacturer"],
  confidence: 75,
  tags: device.tags,
  groups: device.groups,
  internet_exposure: "No",
  data_providers: ["Falcon sensor"],
  first_seen_timestamp: device["first_seen"],
  last_seen_timestamp: device.last_seen,
});

/** Seen by its neighbours: machines with a sensor in the same subnet. */
function strange(
  plan: Stranger,
  dice: Dice,
  cid: string,
  devices: readonly Device[],
  startMs: number,
): Entry {
  const { subnet } = TEAMS[plan.team];
  const key = `stranger ${plan.team} ${plan.hostname}`;
  const near = devices.filter(({ local_ip }) => local_ip.startsWith(`${subnet}.`));
  const ip = `${subnet}.${242 + dice.below(key, 12)}`;
  return {
    id: `${cid}_${dice.hex(key)}`,
    cid,
    entity_type: plan.kind,
    hostname: plan.hostname,
    platform_name: plan.platform,
    os_version: plan.os,
    product_type_desc: plan.type,
    current_local_ip: ip,
    local_ip_addresses: [ip],
    mac_addresses: [dice.hex(`mac ${key}`, 10).replace(/^(..)(..)(..)(..)(..)$/, "02-$1-$2-$3-$4-$5")],
    system_manufacturer: plan.manufacturer,
    confidence: plan.confidence,
    discoverer_count: near.length,
    discoverer_aids: near.map(({ device_id }) => device_id),
    discoverer_hostnames: near.map(({ hostname }) => hostname),
    last_discoverer_aid: near[0]?.device_id ?? "",
    last_discoverer_hostname: near[0]?.hostname ?? "",
    internet_exposure: "Unknown",
    data_providers: ["Falcon sensor"],
    tags: [],
    groups: [],
    first_seen_timestamp: secondStamp(startMs - (30 + dice.below(`first ${key}`, 100)) * DAY),
    last_seen_timestamp: secondStamp(startMs - plan.agoHours * HOUR - dice.below(`last ${key}`, 50) * MINUTE),
  };
}
