/** A storm of detections, the same each time. */
import type { Sighting } from "../../src/charts/tally.ts";
import { MINUTE, SECOND } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";

export const NOON = Date.parse("2026-01-05T12:00:00Z");

const SEVERITIES = ["Critical", "High", "Medium", "Low", "Informational"] as const;
const HOSTS = ["WIN-FIN-07", "WIN-FIN-08", "SRV-DC-01", "<script>alert(1)</script>", "LAPTOP-\u202Eexe"];
const TECHNIQUES = ["PowerShell", "Process Injection", 'Quotes "&" more'];

const hostOf = (n: number): number => Math.floor((n * n) / 7) % HOSTS.length;

/** Forty minutes from noon on, thinning out. */
export function stormOf(count: number): readonly Sighting[] {
  return Array.from({ length: count }, (_, n) => ({
    at: NOON + Math.floor((40 * MINUTE * n * n) / (count * count)),
    severity: SEVERITIES[(n * 7) % 5] ?? "Low",
    host: { id: `id${hostOf(n)}`, name: untrusted(HOSTS[hostOf(n)] ?? "") },
    technique: untrusted(TECHNIQUES[n % TECHNIQUES.length] ?? ""),
  }));
}

export const sighting = (changes: Partial<Sighting> = {}): Sighting => ({
  at: NOON + 30 * SECOND,
  severity: "High",
  ...changes,
});
