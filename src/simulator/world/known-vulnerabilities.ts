/** What Spotlight has found on the company's machines. Products and CVE ids are invented; hosts are the estate's. */
import { DAY, HOUR } from "../../lib/clock.ts";
import type { Dice } from "../dice.ts";
import type { Device } from "../host-book.ts";
import type { Entry } from "../shelf.ts";
import { secondStamp } from "../stamp.ts";
import { SOURCE } from "./scenario.ts";

interface Flaw {
  readonly cve: string;
  readonly platform: "Windows" | "Mac" | "Linux";
  readonly product: string;
  readonly score: number;
  readonly exprt: "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
  readonly exploit: 0 | 30 | 60 | 90;
  readonly isKev?: true;
  readonly description: string;
  readonly remedy: string;
  readonly ageDays: number;
}

const FLAWS: readonly Flaw[] = [
  {
    cve: "CVE-2026-90001",
    platform: "Windows",
    product: "Northwind Mail Client 16.2",
    score: 9.8,
    exprt: "CRITICAL",
    exploit: 90,
    isKev: true,
    description: "A crafted attachment runs code when it is previewed.",
    remedy: "Update Northwind Mail Client to 16.4",
    ageDays: 12,
  },
  {
    cve: "CVE-2026-90017",
    platform: "Windows",
    product: "Windows 11",
    score: 7.8,
    exprt: "HIGH",
    exploit: 60,
    description: "A local user gains the rights of the system.",
    remedy: "Install the cumulative update of this month",
    ageDays: 20,
  },
  {
    cve: "CVE-2026-90023",
    platform: "Windows",
    product: "Ledger Suite 8.1",
    score: 6.5,
    exprt: "MEDIUM",
    exploit: 30,
    description: "The update check follows any redirect.",
    remedy: "Update Ledger Suite to 8.1.7",
    ageDays: 45,
  },
  {
    cve: "CVE-2025-90410",
    platform: "Windows",
    product: "Archiver 22",
    score: 3.3,
    exprt: "LOW",
    exploit: 0,
    description: "File names are shown cut.",
    remedy: "Update Archiver to 23",
    ageDays: 190,
  },
  {
    cve: "CVE-2026-90102",
    platform: "Mac",
    product: "Sketchpad 12",
    score: 8.1,
    exprt: "HIGH",
    exploit: 30,
    description: "A document runs a script of its author.",
    remedy: "Update Sketchpad to 12.3",
    ageDays: 8,
  },
  {
    cve: "CVE-2026-90119",
    platform: "Mac",
    product: "macOS 15",
    score: 5.5,
    exprt: "MEDIUM",
    exploit: 0,
    description: "A program reads the list of keychains.",
    remedy: "Update macOS to 15.6",
    ageDays: 31,
  },
  {
    cve: "CVE-2026-90203",
    platform: "Linux",
    product: "webstack 1.24",
    score: 9.1,
    exprt: "CRITICAL",
    exploit: 60,
    isKev: true,
    description: "A request with two lengths reaches the shell.",
    remedy: "Update webstack to 1.24.9",
    ageDays: 6,
  },
  {
    cve: "CVE-2026-90240",
    platform: "Linux",
    product: "libpaper 2.2",
    score: 4.3,
    exprt: "LOW",
    exploit: 0,
    description: "A page size below zero ends the process.",
    remedy: "Update libpaper to 2.2.4",
    ageDays: 60,
  },
];

/** How likely a machine has a flaw, in percent; and of ten flaws found so many have been closed since. */
const SPREAD = 60;
const CLOSED_OF_TEN = 2;

/** The laptop of the incident always has the flaw that let it in. */
export function knownVulnerabilities(dice: Dice, devices: readonly Device[], startMs: number): Entry[] {
  return devices.flatMap((device) =>
    FLAWS.filter(
      ({ platform, cve }) =>
        platform === device.platform_name &&
        (isWayIn(cve, device) || dice.below(`flaw ${cve} ${device.device_id}`, 100) < SPREAD),
    ).map((flaw) => entryOf(flaw, device, dice, startMs)),
  );
}

/** The mail client that lets the incident in. */
const isWayIn = (cve: string, { hostname }: Device): boolean => cve === FLAWS[0]?.cve && hostname === SOURCE;

function entryOf(flaw: Flaw, device: Device, dice: Dice, startMs: number): Entry {
  const key = `${flaw.cve} ${device.device_id}`;
  const foundMs = startMs - flaw.ageDays * DAY - dice.below(`found ${key}`, 22) * HOUR;
  const isClosed = !isWayIn(flaw.cve, device) && dice.below(`closed ${key}`, 10) < CLOSED_OF_TEN;
  const updatedMs = Math.min(startMs - HOUR, foundMs + (1 + dice.below(`updated ${key}`, 5)) * DAY);
  const remedyId = dice.hex(`remedy ${flaw.cve}`);
  return {
    id: `${device.device_id}_${dice.hex(`flaw ${key}`)}`,
    cid: device.cid,
    aid: device.device_id,
    vulnerability_id: flaw.cve,
    status: isClosed ? "closed" : "open",
    confidence: "confirmed",
    created_timestamp: secondStamp(foundMs),
    updated_timestamp: secondStamp(updatedMs),
    ...(isClosed ? { closed_timestamp: secondStamp(updatedMs) } : {}),
    apps: [
      {
        product_name_version: flaw.product,
        product_name_normalized: flaw.product.replace(/ [\d.]+$/, ""),
        vendor_normalized: "",
        sub_status: isClosed ? "closed" : "open",
        remediation: { ids: [remedyId] },
      },
    ],
    cve: cveOf(flaw, startMs),
    host_info: {
      hostname: device.hostname,
      local_ip: device.local_ip,
      os_version: device.os_version,
      platform: device.platform_name,
      product_type_desc: device.product_type_desc,
      machine_domain: device.machine_domain ?? "",
      site_name: device["site_name"],
      ou: "",
      system_manufacturer: device["system_manufacturer"],
      internet_exposure:
        device.product_type_desc === "Server" && device.platform_name === "Linux" ? "Yes" : "No",
      asset_criticality: device.product_type_desc === "Domain Controller" ? "Critical" : "Noncritical",
      tags: device.tags,
      groups: device.groups.map((id) => ({ id, name: "" })),
    },
    remediation: {
      ids: [remedyId],
      entities: [
        {
          id: remedyId,
          title: flaw.remedy,
          action: flaw.remedy,
          reference: flaw.product,
          link: "",
          vendor_url: "",
          provider: "",
          type: "patch",
        },
      ],
    },
    suppression_info: { is_suppressed: false },
  };
}

function cveOf(flaw: Flaw, startMs: number): Record<string, unknown> {
  const published = startMs - (flaw.ageDays + 3) * DAY;
  return {
    id: flaw.cve,
    base_score: flaw.score,
    severity: severityOf(flaw.score),
    exprt_rating: flaw.exprt,
    exploit_status: flaw.exploit,
    description: flaw.description,
    remediation_level: "O",
    published_date: secondStamp(published),
    is_cisa_kev: flaw.isKev === true,
    cisa_info: {
      is_cisa_kev: flaw.isKev === true,
      ...(flaw.isKev === true ? { due_date: secondStamp(published + 21 * DAY) } : {}),
    },
  };
}

function severityOf(score: number): string {
  if (score >= 9) return "CRITICAL";
  if (score >= 7) return "HIGH";
  return score >= 4 ? "MEDIUM" : "LOW";
}
