/** Deleting, which may be repeated: what is not there any more is as good as deleted. */
import { Envelope } from "../envelope.ts";
import { FalconError } from "../errors.ts";
import type { Ask, CallOptions } from "../request.ts";

/**
 * Falcon answers a DELETE with 204 and no body, and 404 for what is not there any more; both are
 * an end.
 */
export type Removal = "deleted" | "gone";

/** @throws FalconError for anything but success and 404 */
export async function removeOne(
  ask: Ask,
  removed: {
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly scope: string;
  },
  options?: CallOptions,
): Promise<Removal> {
  try {
    await ask(
      { method: "DELETE", ...removed, family: "rtr", isRead: true, isAboutOne: true, reply: Envelope },
      options,
    );
    return "deleted";
  } catch (error) {
    if (error instanceof FalconError && error.kind === "not-found") return "gone";
    throw error;
  }
}
