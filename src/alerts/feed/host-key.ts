/** What alerts share a card by: the device; without one the next best that says where it happened. */
import type { AlertSnapshot } from "../../store/feed-rows.ts";

export function hostKeyOf({ deviceId, hostname, user, product }: AlertSnapshot): string {
  if (deviceId !== undefined) return `device:${deviceId}`;
  if (hostname !== undefined) return `name:${hostname.fingerprint()}`;
  if (user !== undefined) return `user:${user.fingerprint()}`;
  return `product:${product?.fingerprint() ?? ""}`;
}

/** The host key of a channel's storm. */
export const STORM_KEY = "storm";
