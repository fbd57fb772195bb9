/** The hosts that are affected, as Falcon's records have them now. */
import { at, mono, type Inline } from "../../chat/card.ts";
import type { HostRecord, Material } from "../collect.ts";
import { ofDevice, said, statements, type Section } from "../document.ts";
import { defangWhole } from "../defang.ts";

const COLUMNS = ["Host", "Device id", "System", "Last user", "Addresses", "Isolation", "Last seen"];

/** As they stand when the report is made; the address outside is defanged. */
export function affectedHosts({ hosts }: Material): Section {
  return {
    title: "Affected hosts",
    parts:
      hosts.length === 0
        ? [statements(said("No host is known: the records name none."))]
        : [
            {
              kind: "table",
              columns: COLUMNS,
              rows: hosts.map((host) => ({ cells: cells(host), sources: [ofDevice(host.id)] })),
            },
          ],
  };
}

function cells({ id, device, online }: HostRecord): readonly Inline[] {
  if (device === undefined) return ["not known to Falcon", mono(id), "", "", "", "", ""];
  const { hostname, os, machineType, lastUser, localIp, externalIp, status, lastSeenAt } = device;
  return [
    hostname,
    mono(id),
    [os, ", ", machineType],
    lastUser ?? "",
    [
      ...(localIp === undefined ? [] : [localIp]),
      ...(externalIp === undefined ? [] : [" / ", externalIp.map(defangWhole)]),
    ],
    status.replaceAll("_", " "),
    [
      ...(lastSeenAt === undefined ? ["not known"] : [at(lastSeenAt)]),
      ...(online === undefined || online === "unknown" ? [] : [`, ${online}`]),
    ],
  ];
}
