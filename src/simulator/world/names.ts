/** Names that alerts, hosts and people of the invented company share. All are reserved and lead nowhere. */
/** Of the company's mail and directory. */
export const DOMAIN = "meridian.example";
/** What the incident's program calls. */
export const BEACON_DOMAIN = "cdn-ledger-sync.example";
/** Of a range reserved for documentation. */
export const BEACON_IP = "198.51.100.77";
/** "Write-Output demo", as PowerShell wants it encoded. */
export const ENCODED = Buffer.from("Write-Output demo", "utf16le").toString("base64");
