/** The alerts of the past week: mostly dealt with, a few still open. */
import { DAY, HOUR, MINUTE, SECOND } from "../../lib/clock.ts";
import type { Alert } from "../alert-book.ts";
import type { Dice } from "../dice.ts";
import type { Device } from "../host-book.ts";
import { nanoStamp } from "../stamp.ts";
import type { FalconUser } from "../tenant.ts";
import { EVERYDAY } from "./attacks.ts";
import { endpointAlert } from "./endpoint-alerts.ts";
import { cloudAlert, identityAlert, logRuleAlert, mobileAlert } from "./other-alerts.ts";

/** `startMs` is when the simulation began: the backlog lies before it. */
export interface BacklogParts {
  readonly dice: Dice;
  readonly devices: readonly Device[];
  readonly users: readonly FalconUser[];
  readonly startMs: number;
}

const BACKLOG_SIZE = 60;
const SPREAD_MS = 7 * DAY;
/** The newest is this old, so that a first run finds nothing fresh. */
const NEWEST_AGE_MS = 25 * MINUTE;
const OTHERS = [identityAlert, mobileAlert, cloudAlert, logRuleAlert];
/** Every so many alerts one comes from another product. */
const OTHER_EVERY = 4;
const HIDDEN = 17;
/** The first so many nobody has looked at, the next somebody is working on. */
const STILL_NEW = 6;
const STILL_OPEN = 14;
const TRIAGED_AFTER_MS = 2 * HOUR;

/** Newest first. One is hidden (`show_in_ui` false), as the console would leave it out. */
export function createBacklog(parts: BacklogParts): Alert[] {
  const step = (SPREAD_MS - NEWEST_AGE_MS) / BACKLOG_SIZE;
  return Array.from({ length: BACKLOG_SIZE }, (_, index) => {
    const atMs = Math.round(parts.startMs - NEWEST_AGE_MS - index * step);
    return triage(everydayAlert(`backlog ${index}`, index, atMs, parts), index, atMs, parts);
  });
}

/** One alert of the kind that comes in on any day. */
export function everydayAlert(key: string, index: number, atMs: number, parts: BacklogParts): Alert {
  const { dice, devices } = parts;
  const workstations = devices.filter(({ product_type_desc }) => product_type_desc === "Workstation");
  const user = dice.pick(`user ${key}`, workstations).last_login_user ?? "";
  const other =
    index % OTHER_EVERY === 1 ? OTHERS[Math.floor(index / OTHER_EVERY) % OTHERS.length] : undefined;
  if (other !== undefined) return other({ key, atMs, user }, dice);
  const { platform, plan } = dice.pick(`plan ${key}`, EVERYDAY);
  const device = dice.pick(
    `device ${key}`,
    devices.filter(({ platform_name }) => platform_name === platform),
  );
  return endpointAlert({ key, atMs, device, plan }, dice);
}

/** The older an alert, the likelier somebody has looked at it. */
function triage(alert: Alert, index: number, atMs: number, { users, dice }: BacklogParts): Alert {
  const shown = index === HIDDEN ? { ...alert, show_in_ui: false } : alert;
  if (index < STILL_NEW) return shown;
  const user = dice.pick(`analyst ${index}`, users);
  const assigned = {
    assigned_to_name: `${user.first_name} ${user.last_name}`,
    assigned_to_uid: user.uid,
    assigned_to_uuid: user.uuid,
    seconds_to_triaged: TRIAGED_AFTER_MS / SECOND,
    updated_timestamp: nanoStamp(atMs + TRIAGED_AFTER_MS),
  };
  if (index < STILL_OPEN) return { ...shown, ...assigned, status: "in_progress" };
  const verdict = dice.pick(`verdict ${index}`, ["true_positive", "false_positive", "ignored"]);
  return {
    ...shown,
    ...assigned,
    status: "closed",
    tags: [verdict],
    resolution: verdict,
    seconds_to_resolved: (3 * TRIAGED_AFTER_MS) / SECOND,
  };
}
