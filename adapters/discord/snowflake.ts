/** Discord's ids carry the moment at which they were made. They are longer than a double is exact. */

const EPOCH_MS = 1_420_070_400_000;
const TIME_SHIFT = 22n;

/** Milliseconds since the epoch, by Discord's clock. */
export const madeAt = (id: string): number =>
  /^\d{1,20}$/.test(id) ? Number(BigInt(id) >> TIME_SHIFT) + EPOCH_MS : EPOCH_MS;
