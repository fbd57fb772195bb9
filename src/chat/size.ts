/** How large something is, as people say it. */
const KIB = 1_024;

/** Binary units: 1 KiB is 1,024 bytes. */
export function sizeInWords(bytes: number): string {
  if (bytes < KIB) return `${bytes} bytes`;
  const kib = bytes / KIB;
  return kib < KIB ? `${kib.toFixed(1)} KiB` : `${(kib / KIB).toFixed(1)} MiB`;
}
