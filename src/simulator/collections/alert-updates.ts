/** Writing to alerts: status, assignment, comments, tags. Every value travels as a string. */
import type { Alert } from "../alert-book.ts";
import type { Call, Reply } from "../call.ts";
import { Refusal, readBodyIds, readField, requireRecord } from "../call.ts";
import type { Route } from "../route.ts";
import { SECOND } from "../../lib/clock.ts";
import { nanoStamp } from "../stamp.ts";
import type { FalconUser, Tenant } from "../tenant.ts";
import { MAX_ALERT_IDS } from "./alerts.ts";

interface Change {
  readonly name: string;
  readonly value: string;
}

interface Context {
  readonly tenant: Tenant;
  readonly nowMs: number;
  readonly clientId: string;
}

type Apply = (alert: Alert, value: string, context: Context) => Partial<Alert>;

const STATUSES = ["new", "in_progress", "closed", "reopened"];
const RESOLUTIONS = ["true_positive", "false_positive", "ignored"];

const ACTIONS: Readonly<Record<string, Apply>> = {
  remove_tag: (alert, value) => tagged(alert.tags.filter((tag) => tag !== value)),
  remove_tags_by_prefix: (alert, value) => tagged(alert.tags.filter((tag) => !tag.startsWith(value))),
  add_tag: (alert, value) => tagged([...new Set([...alert.tags, value])]),
  update_status: updateStatus,
  assign_to_uuid: (_alert, value, { tenant }) =>
    assign(
      tenant.users.find(({ uuid }) => uuid === value),
      value,
    ),
  assign_to_user_id: (_alert, value, { tenant }) =>
    assign(
      tenant.users.find(({ uid }) => uid.toLowerCase() === value.toLowerCase()),
      value,
    ),
  assign_to_name: (_alert, value, { tenant }) =>
    assign(
      tenant.users.find((user) => fullName(user) === value),
      value,
    ),
  unassign: () => ({ assigned_to_name: "", assigned_to_uid: "", assigned_to_uuid: "" }),
  append_comment: appendComment,
  show_in_ui: (_alert, value) => ({ show_in_ui: value === "true" }),
};

/** Tags go before they come; otherwise replacing one would lose it. */
const ORDER = Object.keys(ACTIONS);

/** PATCH /alerts/entities/alerts/v3. A boolean instead of "true" is refused, as is an unknown action. */
export const alertUpdateRoutes: readonly Route[] = [
  {
    method: "PATCH",
    path: "/alerts/entities/alerts/v3",
    service: "detectsapi",
    access: { scope: "alerts:write" },
    query: ["include_hidden"],
    handle: update,
  },
];

function update(call: Call, tenant: Tenant): Reply {
  const ids = [...new Set(readBodyIds(call, "composite_ids", MAX_ALERT_IDS, 413))];
  const changes = readChanges(call);
  const context = { tenant, nowMs: call.nowMs, clientId: call.client?.id ?? "" };
  const found = ids.map((id) => tenant.alerts.get(id)).filter((alert) => alert !== undefined);
  // All or nothing: a refused value must not leave half of the alerts changed.
  const changed = found.map((alert) => applyAll(alert, changes, context));
  for (const alert of changed) tenant.alerts.change(alert.composite_id, withoutStamp(alert), call.nowMs);
  const known = found.map(({ composite_id }) => composite_id);
  const errors = ids
    .filter((id) => !known.includes(id))
    .map((id) => ({ code: 404, id, message: "alert not found" }));
  return { status: 200, resources: [], errors, meta: { writes: { resources_affected: known.length } } };
}

function applyAll(alert: Alert, changes: readonly Change[], context: Context): Alert {
  return changes.reduce<Alert>(
    (current, { name, value }) => ({ ...current, ...ACTIONS[name]?.(current, value, context) }),
    alert,
  );
}

/** The book sets a new `updated_timestamp` only where the changes bring none. */
function withoutStamp({ updated_timestamp: _old, ...rest }: Alert): Partial<Alert> {
  return rest;
}

function readChanges(call: Call): readonly Change[] {
  const written = readField(call, "action_parameters");
  if (!Array.isArray(written) || written.length === 0) {
    throw new Refusal(400, "action_parameters must be present");
  }
  const changes = written.map(readChange);
  const assigning = changes.filter(({ name }) => name.startsWith("assign_to") || name === "unassign");
  if (assigning.length > 1) throw new Refusal(400, "only one assignment may be given");
  return changes.sort((left, right) => ORDER.indexOf(left.name) - ORDER.indexOf(right.name));
}

function readChange(written: unknown): Change {
  const { name, value } = requireRecord(written);
  if (typeof name !== "string" || !Object.hasOwn(ACTIONS, name)) {
    throw new Refusal(400, `invalid action parameter: ${JSON.stringify(name)}`);
  }
  if (typeof value !== "string") throw new Refusal(400, `the value of ${name} must be a string`);
  return { name, value };
}

function updateStatus(alert: Alert, status: string, { nowMs }: Context): Partial<Alert> {
  if (!STATUSES.includes(status)) throw new Refusal(400, `invalid status: ${JSON.stringify(status)}`);
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(alert.created_timestamp)) / SECOND));
  const isFirstTouch = alert.status === "new" && status !== "new";
  return {
    status,
    ...(isFirstTouch ? { seconds_to_triaged: seconds } : {}),
    ...(status === "closed" ? { seconds_to_resolved: seconds } : {}),
  };
}

/** The console derives the resolution from a tag; there is no action for it. */
function tagged(tags: readonly string[]): Partial<Alert> {
  return { tags, resolution: RESOLUTIONS.find((resolution) => tags.includes(resolution)) ?? "" };
}

function assign(user: FalconUser | undefined, value: string): Partial<Alert> {
  if (user === undefined) throw new Refusal(400, `unknown user: ${value}`);
  return { assigned_to_name: fullName(user), assigned_to_uid: user.uid, assigned_to_uuid: user.uuid };
}

function appendComment(alert: Alert, value: string, { nowMs, clientId }: Context): Partial<Alert> {
  const earlier = Array.isArray(alert["comments"]) ? (alert["comments"] as unknown[]) : [];
  const comment = { value, timestamp: nanoStamp(nowMs), falcon_user_id: clientId };
  return { comment: value, comments: [...earlier, comment] };
}

const fullName = ({ first_name, last_name }: FalconUser): string => `${first_name} ${last_name}`;
