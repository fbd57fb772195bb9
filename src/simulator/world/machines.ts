/** Kinds of machine: what all hosts bought and installed alike have in common. */

/** Fields of a device record that come from the model and the installation. */
export interface Machine {
  readonly platform_name: "Windows" | "Mac" | "Linux";
  readonly platform_id: string;
  readonly os_version: string;
  readonly os_product_name: string;
  readonly os_build: string;
  readonly kernel_version: string;
  readonly major_version: string;
  readonly minor_version: string;
  readonly product_type: string;
  readonly product_type_desc: "Workstation" | "Server" | "Domain Controller";
  readonly chassis_type: string;
  readonly chassis_type_desc: string;
  readonly system_manufacturer: string;
  readonly system_product_name: string;
  readonly bios_manufacturer: string;
  readonly bios_version: string;
  readonly agent_version: string;
}

const laptop = {
  product_type: "1",
  product_type_desc: "Workstation",
  chassis_type: "10",
  chassis_type_desc: "Notebook",
} as const;

const server = {
  product_type: "3",
  product_type_desc: "Server",
  chassis_type: "23",
  chassis_type_desc: "Rack Mount Chassis",
} as const;

const windows = {
  platform_name: "Windows",
  platform_id: "0",
  major_version: "10",
  minor_version: "0",
  system_manufacturer: "Northwind Systems",
  bios_manufacturer: "Northwind Systems",
  bios_version: "1.24.0",
  agent_version: "7.27.19907.0",
} as const;

const windowsServer = {
  ...windows,
  ...server,
  os_version: "Windows Server 2022",
  os_product_name: "Windows Server 2022 Standard",
  os_build: "20348",
  kernel_version: "10.0.20348.2849",
  system_product_name: "Rack 740",
} as const;

const linux = {
  ...server,
  platform_name: "Linux",
  platform_id: "3",
  system_manufacturer: "Northwind Systems",
  system_product_name: "Rack 640",
  bios_manufacturer: "Northwind Systems",
  bios_version: "2.11.2",
  agent_version: "7.27.18101.0",
} as const;

/** Spread into the device records of the estate. */
export const MACHINES = {
  windows11: {
    ...windows,
    ...laptop,
    os_version: "Windows 11",
    os_product_name: "Windows 11 Enterprise",
    os_build: "26100",
    kernel_version: "10.0.26100.2605",
    system_product_name: "Field 5450",
  },
  windows10: {
    ...windows,
    ...laptop,
    os_version: "Windows 10",
    os_product_name: "Windows 10 Enterprise",
    os_build: "19045",
    kernel_version: "10.0.19045.5247",
    system_product_name: "Field 5420",
    agent_version: "7.24.19607.0",
  },
  windowsServer,
  domainController: {
    ...windowsServer,
    product_type: "2",
    product_type_desc: "Domain Controller",
  },
  mac: {
    ...laptop,
    platform_name: "Mac",
    platform_id: "1",
    os_version: "Sequoia (15)",
    os_product_name: "macOS",
    os_build: "24F74",
    kernel_version: "24.5.0",
    major_version: "24",
    minor_version: "5",
    system_manufacturer: "Apple Inc.",
    system_product_name: "MacBookPro18,1",
    bios_manufacturer: "Apple Inc.",
    bios_version: "11881.121.1",
    agent_version: "7.27.19804.0",
  },
  ubuntu: {
    ...linux,
    os_version: "Ubuntu 24.04",
    os_product_name: "Ubuntu 24.04.2 LTS",
    os_build: "24.04",
    kernel_version: "6.8.0-59-generic",
    major_version: "6",
    minor_version: "8",
  },
  redhat: {
    ...linux,
    os_version: "RHEL 9.5",
    os_product_name: "Red Hat Enterprise Linux 9.5",
    os_build: "9.5",
    kernel_version: "5.14.0-503.38.1.el9_5.x86_64",
    major_version: "5",
    minor_version: "14",
  },
} as const satisfies Record<string, Machine>;

/** Named in the estate. */
export type MachineKind = keyof typeof MACHINES;
