/** The few keys of a Windows registry that responders look at. */
import type { Device } from "../../host-book.ts";
import { textOf, type Computer } from "../computer.ts";

const RUN = "Software\\Microsoft\\Windows\\CurrentVersion\\Run";

/** With the run key that the incident's program leaves behind. */
export function createRegistry(device: Device): Computer["registry"] {
  const key = (values: Readonly<Record<string, string>>) =>
    new Map(Object.entries(values).map(([name, data]) => [name, { type: "REG_SZ", data }] as const));
  return new Map([
    ["HKEY_LOCAL_MACHINE\\SOFTWARE", key({})],
    ["HKEY_LOCAL_MACHINE\\SYSTEM", key({})],
    [`HKEY_LOCAL_MACHINE\\${RUN}`, key({ SecurityHealth: "%windir%\\system32\\SecurityHealthSystray.exe" })],
    [`HKEY_CURRENT_USER\\${RUN}`, key({ Ledger: "C:\\Users\\Public\\ledgersync.exe --quiet" })],
    [
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
      key({
        ProductName: textOf(device, "os_product_name"),
        CurrentBuild: textOf(device, "os_build"),
      }),
    ],
    [
      "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName",
      key({ ComputerName: device.hostname }),
    ],
  ]);
}

const HIVES: Readonly<Record<string, string>> = {
  HKLM: "HKEY_LOCAL_MACHINE",
  HKCU: "HKEY_CURRENT_USER",
  HKU: "HKEY_USERS",
  HKCR: "HKEY_CLASSES_ROOT",
};

/** With the hive spelled out, whether the writer used its short name or a colon. */
export function registryPath(written: string): string {
  const [hive = "", ...rest] = written.replaceAll("/", "\\").replace(/\\+$/, "").split("\\");
  const name = hive.replace(/:$/, "").toUpperCase();
  return [HIVES[name] ?? name, ...rest].join("\\");
}
