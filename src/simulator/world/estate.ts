/** The machines of the invented company, one line each, and the groups they are in. */
import type { MachineKind } from "./machines.ts";

/** One line of the estate; everything else about the machine is made up from it. */
export interface HostPlan {
  readonly hostname: string;
  readonly machine: MachineKind;
  readonly team: Team;
  /** Who logged on last, and most often. */
  readonly user: string;
  /** A further grouping tag beside the team's. */
  readonly tag?: "plc";
  readonly status?: "contained";
  /** Away from the start: it keeps the last check-in that it had. */
  readonly offline?: true;
  /** An earlier installation of the same name, last seen this many days ago. */
  readonly staleDays?: number;
}

/** Decides subnet, organisational unit, site and a grouping tag. */
export type Team =
  | "finance"
  | "people"
  | "engineering"
  | "sales"
  | "design"
  | "web"
  | "data"
  | "core"
  | "plant";

/** Subnet and organisational unit of each team. */
export const TEAMS: Record<Team, { readonly subnet: string; readonly unit: string; readonly site: string }> =
  {
    finance: { subnet: "10.20.10", unit: "Finance", site: "Lindau" },
    people: { subnet: "10.20.20", unit: "People", site: "Lindau" },
    engineering: { subnet: "10.20.30", unit: "Engineering", site: "Lindau" },
    sales: { subnet: "10.20.40", unit: "Sales", site: "Oslo" },
    design: { subnet: "10.20.50", unit: "Design", site: "Oslo" },
    web: { subnet: "10.30.10", unit: "Web", site: "Colo-1" },
    data: { subnet: "10.30.20", unit: "Data", site: "Colo-1" },
    core: { subnet: "10.10.1", unit: "Servers", site: "Lindau" },
    plant: { subnet: "10.40.1", unit: "Plant", site: "Mill-2" },
  };

/** A host is in the group of its kind. */
export const GROUPS = [
  { name: "Workstations", rule: "product_type_desc:'Workstation'", holds: "Workstation" },
  { name: "Servers", rule: "product_type_desc:'Server'", holds: "Server" },
  { name: "Domain Controllers", rule: "product_type_desc:'Domain Controller'", holds: "Domain Controller" },
] as const;

/**
 * With what a responder has to be careful about: twins of one name, a contained host, offline
 * ones, controllers of a plant.
 */
export const ESTATE: readonly HostPlan[] = [
  ...fleet("WIN-FIN", "windows11", "finance", [
    "mara.keller",
    "olu.adeyemi",
    "nils.berg",
    "ines.costa",
    "theo.brandt",
    "yuki.mori",
    "greta.holm",
    "paul.ruiz",
  ]),
  ...fleet("WIN-HR", "windows11", "people", ["hana.novak", "lars.vik", "dora.klein"]),
  { ...host("WIN-HR-02", "windows10", "people", "lars.vik"), staleDays: 63 },
  { ...host("WIN-HR-02", "windows10", "people", "erik.dahl"), staleDays: 210 },
  ...fleet("WIN-ENG", "windows11", "engineering", ["omar.said", "lena.fuchs", "ivan.petrov"]),
  host("WIN-SALES-01", "windows10", "sales", "kim.larsen"),
  { ...host("WIN-SALES-02", "windows10", "sales", "rosa.silva"), status: "contained" },
  host("WIN-SALES-03", "windows11", "sales", "ben.walsh"),
  ...fleet("MAC-DES", "mac", "design", ["amy.tran", "joel.frost"]),
  { ...host("MAC-DES-03", "mac", "design", "zoe.lang"), offline: true },
  host("MAC-DES-04", "mac", "design", "milo.hart"),
  ...fleet("MAC-ENG", "mac", "engineering", ["sara.blom", "dev.patel"]),
  ...fleet("LNX-WEB", "ubuntu", "web", ["deploy", "deploy", "deploy"]),
  ...fleet("LNX-DB", "redhat", "data", ["postgres", "postgres"]),
  host("LNX-CI-01", "ubuntu", "engineering", "runner"),
  host("SRV-FILE-01", "windowsServer", "core", "svc-files"),
  host("SRV-APP-01", "windowsServer", "core", "svc-app"),
  host("SRV-APP-02", "windowsServer", "core", "svc-app"),
  host("SRV-PRINT-01", "windowsServer", "core", "svc-print"),
  host("SRV-BACKUP-01", "windowsServer", "core", "svc-backup"),
  host("DC-01", "domainController", "core", "svc-directory"),
  host("DC-02", "domainController", "core", "svc-directory"),
  { ...host("PLC-GW-01", "windows10", "plant", "operator"), tag: "plc" },
  { ...host("PLC-GW-02", "windows10", "plant", "operator"), tag: "plc" },
  host("KIOSK-01", "windows10", "plant", "visitor"),
];

function host(hostname: string, machine: MachineKind, team: Team, user: string): HostPlan {
  return { hostname, machine, team, user };
}

/** Numbered machines of one kind, one for each user. */
function fleet(prefix: string, machine: MachineKind, team: Team, users: readonly string[]): HostPlan[] {
  return users.map((user, index) => host(`${prefix}-0${index + 1}`, machine, team, user));
}
