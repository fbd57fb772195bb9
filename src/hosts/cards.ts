/** The host card: everything worth knowing before doing something to a machine. */
import { ago, asks, at, buttons, facts, list, mono, runs, strong, toned } from "../chat/card.ts";
import type { Block, Button, Card, Inline } from "../chat/card.ts";
import type { Device, Login, OnlineState } from "../falcon/endpoints/hosts.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import { notKnown } from "./known.ts";
import type { Known } from "./known.ts";
import { containmentTone, containmentWords, filled, lastSeen, nameOf, nameWarnings } from "./words.ts";

/** Logins shown; Falcon keeps more. */
const LOGINS_SHOWN = 5;
const NAMESAKES_SHOWN = 5;

/** Open alerts of one host; `worst` is a severity in words. */
export interface OpenAlerts {
  readonly count: number;
  readonly worst?: string;
}

/**
 * What one look at a host found out. A source that failed is a reason on its own line, never a
 * missing host.
 */
export interface HostPicture {
  readonly device: Device;
  readonly online: Known<OnlineState>;
  /** Newest first. */
  readonly logins: Known<readonly Login[]>;
  readonly openAlerts: Known<OpenAlerts>;
  /** Names of its groups by their ids; a host carries ids alone. */
  readonly groupNames?: Known<ReadonlyMap<string, Untrusted>>;
  /** Other device ids with this hostname. */
  readonly namesakes: Known<readonly string[]>;
}

/** Its `data` is for programs: null there is what could not be found out. */
export function hostCard(picture: HostPicture): Card {
  const { device } = picture;
  const warnings = [...nameWarnings(device), ...sensorWarnings(device), ...twinWarnings(picture.namesakes)];
  const blocks: Block[] = [
    ...(warnings.length > 0 ? [list(warnings)] : []),
    facts(stateFacts(picture)),
    facts(machineFacts(picture)),
    facts(peopleFacts(picture)),
    buttons(...hostButtons(device)),
  ];
  return { ...toned(containmentTone(device.status), nameOf(device), ...blocks), data: hostData(picture) };
}

/** What can be done: isolating what is free, releasing what is not. */
function hostButtons({ id, status }: Pick<Device, "id" | "status">): readonly Button[] {
  const isHeld = status === "contained" || status === "containment_pending";
  const change = isHeld
    ? asks("Release", "release", { hosts: id }, "primary")
    : asks("Isolate", "isolate", { hosts: id }, "danger");
  return [change, runs("Detections", "detections", { host: id })];
}

const stateFacts = ({ device, online, openAlerts }: HostPicture): Facts => ({
  "Device id": mono(device.id),
  Containment: strong(containmentWords(device.status)),
  Online: online.isKnown ? online.value : notKnown(online),
  "Last seen": lastSeen(device),
  "Open alerts": openAlerts.isKnown ? alertWords(openAlerts.value) : notKnown(openAlerts),
});

const machineFacts = ({ device, groupNames }: HostPicture): Facts => ({
  OS: osWords(device),
  Type: filled(device.machineType),
  Platform: filled(device.platform),
  "Local IP": filled(device.localIp),
  "External IP": filled(device.externalIp),
  MAC: filled(device.macAddress),
  Domain: filled(device.domain),
  Site: filled(device.site),
  OU: several(device.ou),
  Tags: several(device.tags),
  Groups: several(device.groups.map((id) => groupName(id, groupNames))),
  Sensor: filled(device.agentVersion),
  Model: joined([device.manufacturer, device.model].map(filled), " "),
  Serial: filled(device.serialNumber),
  "First seen": device.firstSeenAt === undefined ? undefined : at(device.firstSeenAt),
});

const peopleFacts = ({ device, logins }: HostPicture): Facts => ({
  "Last user": filled(device.lastUser),
  "Recent logins": logins.isKnown ? loginWords(logins.value) : notKnown(logins),
});

type Facts = Readonly<Record<string, Inline | undefined>>;

function osWords({ os, osBuild }: Device): Inline | undefined {
  const build = filled(osBuild);
  return joined([filled(os), build === undefined ? undefined : ["build ", build]], ", ");
}

const alertWords = ({ count, worst }: OpenAlerts): string =>
  count === 0 ? "none" : `${count}${worst === undefined ? "" : `, worst ${worst}`}`;

function loginWords(logins: readonly Login[]): Inline {
  if (logins.length === 0) return "none recorded";
  return joined(logins.slice(0, LOGINS_SHOWN).map(loginEntry), ", ") ?? "";
}

const loginEntry = ({ userName, at: moment }: Login): Inline =>
  moment === undefined ? userName : [userName, " ", ago(moment)];

/** By its name where that is known, else by its id. */
function groupName(id: Untrusted, names: HostPicture["groupNames"]): Untrusted {
  if (names?.isKnown !== true) return id;
  return [...names.value].find(([known]) => id.is(known))?.[1] ?? id;
}

const several = (values: readonly (Untrusted | string)[]): Inline | undefined => joined(values, ", ");

/** Absent parts leave no separator behind; nothing at all is undefined. */
function joined(parts: readonly (Inline | undefined)[], separator: string): Inline | undefined {
  const present = parts.filter((part) => part !== undefined);
  if (present.length === 0) return undefined;
  return present.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));
}

function sensorWarnings(device: Device): readonly Inline[] {
  return device.isReducedFunctionality
    ? [[strong("Reduced functionality mode"), ": the sensor protects and answers only in part."]]
    : [];
}

function twinWarnings(namesakes: Known<readonly string[]>): readonly Inline[] {
  if (!namesakes.isKnown || namesakes.value.length === 0) return [];
  const ids = namesakes.value.slice(0, NAMESAKES_SHOWN).map((id) => mono(id));
  const more = namesakes.value.length - ids.length;
  return [
    [
      strong("Other hosts bear this name"),
      ": ",
      joined(ids, ", ") ?? "",
      more > 0 ? ` and ${more} more.` : ".",
    ],
  ];
}

const hostData = ({ device, online, logins, openAlerts, namesakes }: HostPicture): unknown => ({
  host: device,
  online: valueOf(online),
  logins: valueOf(logins),
  openAlerts: valueOf(openAlerts),
  namesakes: valueOf(namesakes),
});

/** Programs read null for what could not be found out. */
const valueOf = <T>(known: Known<T>): T | null => (known.isKnown ? known.value : null);
