/** What `assign`, `comment`, `close`, `reopen` and `tag` share: one request for the alerts meant, and its outcome in words. */
import { mono, text, toned, type Card, type Inline } from "../src/chat/card.ts";
import type { Moment } from "../src/chat/command.ts";
import type { Answer } from "../src/chat/turn.ts";
import { SECOND } from "../src/lib/clock.ts";
import type { Services } from "./define.ts";
import { askedCard, askerOf, privately } from "./propose.ts";

/** How long the answer waits for Falcon; a shell carries the request out itself, after answering. */
const PATIENCE_MS = 10 * SECOND;

export interface Change {
  /** The alert's id, a link to it, or a card of the feed. */
  readonly alert: string;
  /** Which alerts of a card it is for, by their status. */
  readonly isFor: (status: string) => boolean;
  readonly params: Readonly<Record<string, unknown>>;
  readonly reason: string;
  /** What is true afterwards: `closed`, `assigned to Ana`. */
  readonly done: Inline;
}

/**
 * One request for all alerts meant, in which nobody else
 * has to agree by default; waits for its end up to 10 s.
 */
export async function changeAlerts(change: Change, moment: Moment, services: Services): Promise<Answer> {
  const targets = await services.alertTargets.of(change.alert, change.isFor, moment.signal);
  const row = await services.approvals.propose(
    { kind: "alert.update", params: change.params, targets, reason: change.reason, isEmergency: false },
    askerOf(moment),
    moment.signal,
  );
  if (row.state === "pending" || moment.place.surface === "terminal")
    return privately(askedCard(row, services));
  const { approval, executions } = await services.approvals.settled(row.id, PATIENCE_MS, moment.signal);
  const data = { request: row.id, state: approval.state, targets };
  const names: Inline =
    row.targets.length === 1 ? [row.targets[0]?.hostname ?? "", " "] : `${row.targets.length} alerts `;
  const say = (tone: Card["tone"], title: string, ...words: readonly Inline[]): Answer =>
    privately({ ...toned(tone, title, text(...words)), data });
  switch (approval.state) {
    case "done":
      return say("good", "Done", names, targets.length === 1 ? "is " : "are ", change.done, " in Falcon.");
    case "failed":
    case "refused": {
      const why = executions.find(({ outcome }) => outcome !== undefined)?.outcome ?? approval.outcome;
      return say(
        "danger",
        "That did not work",
        names,
        "could not be changed",
        why === undefined ? "" : [": ", why],
        ". Request ",
        mono(row.id),
        ".",
      );
    }
    default:
      return privately(askedCard(row, services));
  }
}

/** For what may be said of a closed alert as well. */
export const anyStatus = (): boolean => true;
/** For what a card does to those of its alerts that are still open. */
export const notClosed = (status: string): boolean => status !== "closed";
