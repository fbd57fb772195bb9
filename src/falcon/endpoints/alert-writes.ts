/** Writing to alerts: status, assignment, comments, tags. Every value travels as a string. Source: falcon-api "Alerts". */
import { Envelope } from "../envelope.ts";
import { reveal, type Untrusted } from "../../lib/untrusted.ts";
import type { Ask, CallOptions } from "../request.ts";
import { throwRefusal } from "./accepted.ts";

const WRITE = "Alerts: Write (alerts:write)";
const PATH = "/alerts/entities/alerts/v3";

/**
 * The `action_parameters` that Falconer sends. There is none for the resolution: the console
 * reads it off a tag (`true_positive` …).
 */
export type AlertChangeName =
  | "update_status"
  | "assign_to_uuid"
  | "assign_to_user_id"
  | "assign_to_name"
  | "unassign"
  | "append_comment"
  | "add_tag"
  | "remove_tag";

/** One step of an order; several travel together, at most one of them an assignment. */
export interface AlertChange {
  readonly name: AlertChangeName;
  /** A comment holds what a person wrote; it is opened here, on its way to Falcon. */
  readonly value: string | Untrusted;
}

/**
 * The scope is `Alerts: Write`. Writing moves the alert's `updated_timestamp`, so the feed sees
 * our own changes too.
 */
export const alertWritesApi = (ask: Ask) => ({
  /**
   * Changes one alert; a comment is added each time, so what is in doubt is read, not repeated.
   * PATCH /alerts/entities/alerts/v3
   * @throws FalconError, also for an error about the alert inside a 2xx
   */
  update: async (id: string, changes: readonly AlertChange[], options?: CallOptions): Promise<void> => {
    const answer = await ask(
      {
        method: "PATCH",
        path: PATH,
        query: { include_hidden: true },
        body: {
          composite_ids: [id],
          action_parameters: changes.map(({ name, value }) => ({
            name,
            value: typeof value === "string" ? value : reveal(value),
          })),
        },
        scope: WRITE,
        family: "other",
        isRead: false,
        reply: Envelope,
      },
      options,
    );
    throwRefusal({ method: "PATCH", path: PATH, scope: WRITE, what: "the change of this alert" }, answer);
  },
});

export type AlertWritesApi = ReturnType<typeof alertWritesApi>;
