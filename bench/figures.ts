/** Percentiles and the way figures are printed. */

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const times = (value: number): string => `${value.toFixed(2)} x`;

export function print(title: string, rows: Readonly<Record<string, string>>): void {
  console.log(title);
  for (const [label, value] of Object.entries(rows)) console.log(`  ${label.padEnd(44)} ${value}`);
}
