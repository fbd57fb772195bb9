/** The MITRE ATT&CK techniques that the invented alerts name, with their tactic. */
export const TECHNIQUES = {
  phishing: ["Initial Access", "TA0001", "Phishing: Spearphishing Attachment", "T1566.001"],
  powershell: ["Execution", "TA0002", "Command and Scripting Interpreter: PowerShell", "T1059.001"],
  unixShell: ["Execution", "TA0002", "Command and Scripting Interpreter: Unix Shell", "T1059.004"],
  userExecution: ["Execution", "TA0002", "User Execution: Malicious File", "T1204.002"],
  runKey: ["Persistence", "TA0003", "Boot or Logon Autostart Execution: Registry Run Keys", "T1547.001"],
  cron: ["Persistence", "TA0003", "Scheduled Task/Job: Cron", "T1053.003"],
  validAccounts: ["Privilege Escalation", "TA0004", "Valid Accounts", "T1078"],
  clearLogs: ["Defense Evasion", "TA0005", "Indicator Removal: Clear Windows Event Logs", "T1070.001"],
  cloudFirewall: [
    "Defense Evasion",
    "TA0005",
    "Impair Defenses: Disable or Modify Cloud Firewall",
    "T1562.007",
  ],
  lsass: ["Credential Access", "TA0006", "OS Credential Dumping: LSASS Memory", "T1003.001"],
  kerberoast: ["Credential Access", "TA0006", "Steal or Forge Kerberos Tickets: Kerberoasting", "T1558.003"],
  discovery: ["Discovery", "TA0007", "System Information Discovery", "T1082"],
  smb: ["Lateral Movement", "TA0008", "Remote Services: SMB/Windows Admin Shares", "T1021.002"],
  archive: ["Collection", "TA0009", "Archive Collected Data: Archive via Utility", "T1560.001"],
  webProtocols: ["Command and Control", "TA0011", "Application Layer Protocol: Web Protocols", "T1071.001"],
  webUpload: ["Exfiltration", "TA0010", "Exfiltration Over Web Service", "T1567"],
  shadowCopies: ["Impact", "TA0040", "Inhibit System Recovery", "T1490"],
  adware: ["Machine Learning", "CSTA0004", "Adware/PUP", "CST0000"],
  devicePosture: ["Insecure security posture", "CSTA0009", "Bad device settings", "CST0024"],
} as const satisfies Record<string, readonly [string, string, string, string]>;

/** Named by the plans of alerts. */
export type TechniqueName = keyof typeof TECHNIQUES;

/** The console's buckets. */
export function severityName(severity: number): string {
  if (severity >= 80) return "Critical";
  if (severity >= 60) return "High";
  if (severity >= 40) return "Medium";
  return severity >= 20 ? "Low" : "Informational";
}
