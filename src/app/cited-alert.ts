/** An alert that a program cites, as far as those who decide want to know it. */
import type { Alerts } from "../alerts/service.ts";
import { NotFound } from "../chat/ambiguity.ts";
import { UserError } from "../lib/errors.ts";

/** Undefined when Falcon has no such alert, or when it cannot be an alert's id. */
export async function citedAlert(alerts: Pick<Alerts, "get">, id: string, signal?: AbortSignal) {
  try {
    const { name, deviceId } = await alerts.get(id, signal);
    return { name, deviceId };
  } catch (error) {
    if (error instanceof NotFound || error instanceof UserError) return undefined;
    throw error;
  }
}
