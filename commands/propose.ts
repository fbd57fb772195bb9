/** What isolate and release share: exact hosts first, then one request for all of them. */
import { mono, note, text, toned, type Card, type Inline } from "../src/chat/card.ts";
import type { Moment } from "../src/chat/command.ts";
import { writePlace } from "../src/chat/place.ts";
import type { Answer } from "../src/chat/turn.ts";
import type { Asker } from "../src/approvals/ports.ts";
import type { ApprovalRow } from "../src/store/rows.ts";
import type { Services } from "./define.ts";

/** The moment as approvals and sessions want it. */
export const askerOf = ({ person, account, place, askedBy, cites, turnId }: Moment): Asker => ({
  person,
  account,
  place,
  askedBy,
  ...(cites === undefined ? {} : { cites }),
  turnId,
});

/** The device ids behind the written hosts; an ambiguous one asks, an unknown one refuses all. */
export async function exactIds(
  written: readonly string[],
  moment: Moment,
  services: Services,
): Promise<readonly string[]> {
  services.approvals.refuseTooMany(written.length);
  const ids: string[] = [];
  // One after the other, so that the first question asked is about the first word.
  for (const word of written) ids.push((await services.hosts.find(word, moment.signal)).id);
  return [...new Set(ids)];
}

/** Tells the person who asked what happens next. */
export function askedCard(row: ApprovalRow, services: Services): Card {
  const names: Inline = row.targets.flatMap((target, i) => [i === 0 ? "" : ", ", mono(target.hostname)]);
  const request: Inline = [" Request ", mono(row.id), "."];
  const where = services.approvals.placeOf(row);
  const data = {
    request: row.id,
    state: row.state,
    targets: row.targets.map(({ id }) => id),
    ...(where === undefined ? {} : { card: writePlace(where) }),
  };
  const posted =
    where === undefined
      ? "It is shown nowhere: decide it in a shell or the console."
      : "Its card is posted for approval.";
  switch (row.state) {
    case "pending":
      return {
        ...toned(
          "waiting",
          "Asked for approval",
          text(
            names,
            `: waiting for ${row.policy.approvals === 1 ? "1 approval" : `${row.policy.approvals} approvals`} (${row.policy.because}).`,
            request,
          ),
          note(posted),
        ),
        data,
      };
    default:
      return {
        ...toned(
          row.isEmergency ? "danger" : "waiting",
          row.isEmergency ? "Break-glass: being carried out" : "Being carried out",
          text(names, ".", request),
          ...(row.isEmergency ? [text("A review by somebody else is asked for.")] : []),
        ),
        data,
      };
  }
}

/** For the person alone: the card in the approvals channel tells everybody else. */
export const privately = (card: Card): Answer => ({ card, audience: "actor" });
