/** What the alerts have drawn, and how an alert looks to whoever draws it. */
import type { Block } from "../chat/card.ts";
import { pictureBlock, type Picture } from "../chat/picture.ts";
import type { Alert, AlertProcess, SeverityName } from "../falcon/endpoints/alerts.ts";
import { DAY } from "../lib/clock.ts";
import { joinUntrusted } from "../lib/untrusted.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { AlertPage, ListRequest } from "./list-card.ts";
import { isSeenOnly } from "./words.ts";

interface Sighting {
  readonly at: number | undefined;
  readonly severity: SeverityName;
  readonly host: { readonly id: string | undefined; readonly name: Untrusted | undefined } | undefined;
  readonly technique: Untrusted | undefined;
}

interface Process {
  readonly name: Untrusted | undefined;
  readonly path: Untrusted | undefined;
  readonly commandLine: Untrusted | undefined;
  readonly user: Untrusted | undefined;
}

/** Whoever draws. Each rejects with a `BotError` when it cannot be drawn now. */
export interface PicturesPort {
  detections(
    kind: "storm",
    asked: {
      readonly title: string;
      readonly sightings: readonly Sighting[];
      readonly span: { readonly from: number; readonly to: number };
    },
    signal?: AbortSignal,
  ): Promise<Picture>;
  processTree(
    tree: {
      readonly title: Untrusted;
      readonly severity: SeverityName;
      readonly verdict: readonly (string | Untrusted)[];
      readonly host: Untrusted | undefined;
      readonly processes: readonly Process[];
    },
    signal?: AbortSignal,
  ): Promise<Picture>;
}

/** How many alerts a picture counts: two calls to Falcon. */
export const MOST_COUNTED = 1_000;

/** When, where and how of everything that was found; not only of what is listed. */
export function countedPicture(
  port: PicturesPort,
  { alerts, total }: AlertPage,
  { days }: Pick<ListRequest, "days">,
  now: number,
  signal?: AbortSignal,
): Promise<Block> {
  const from = now - days * DAY;
  const counted = alerts.length.toLocaleString("en");
  const title = `${total > alerts.length ? `The newest ${counted} of ${total.toLocaleString("en")}` : counted} detections`;
  const sightings = alerts.map((alert) => sighting(alert, from));
  return pictureBlock(
    "detections.png",
    port.detections("storm", { title, sightings, span: { from, to: now } }, signal),
  );
}

/** The process tree as a picture; undefined when the alert names no process. */
export async function treePicture(
  port: PicturesPort,
  alert: Alert,
  signal?: AbortSignal,
): Promise<Block | undefined> {
  const { grandparent, parent, filename, filepath, cmdline, user } = alert;
  const processes = [grandparent, parent, { filename, filepath, cmdline, user }].flatMap(asProcess);
  if (processes.length === 0) return undefined;
  const { name: title, severityName: severity, hostname: host } = alert;
  return pictureBlock(
    "process-tree.png",
    port.processTree({ title, severity, verdict: verdictOf(alert), host, processes }, signal),
  );
}

/** An alert may reach Falcon long after it happened: before the time that was asked for, it stands at its arrival. */
function sighting(alert: Alert, from: number): Sighting {
  const { happenedAt, createdAt, severityName, deviceId, hostname, technique } = alert;
  return {
    at: happenedAt !== undefined && happenedAt >= from ? happenedAt : (createdAt ?? happenedAt),
    severity: severityName,
    host: deviceId === undefined && hostname === undefined ? undefined : { id: deviceId, name: hostname },
    technique,
  };
}

function asProcess(process: Omit<AlertProcess, "sha256"> | undefined): readonly Process[] {
  if (process === undefined) return [];
  const { filename: name, filepath: path, cmdline: commandLine, user } = process;
  return name === undefined && path === undefined && commandLine === undefined
    ? []
    : [{ name, path, commandLine, user }];
}

function verdictOf(alert: Alert): readonly (string | Untrusted)[] {
  const { tactic, technique } = alert;
  const how = [tactic, technique].filter((part) => part !== undefined);
  const seen =
    alert.wasBlocked === undefined
      ? []
      : [isSeenOnly(alert) ? "Detection only: nothing was blocked" : "Blocked"];
  return [...seen, ...(how.length === 0 ? [] : [joinUntrusted(how, " / ")])];
}
