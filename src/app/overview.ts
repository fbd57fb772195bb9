/** A person's own page: what waits for them, what they asked for, which hosts are isolated now. */
import {
  ago,
  asks,
  at,
  card,
  list,
  mono,
  note,
  runs,
  strong,
  text,
  type Block,
  type Card,
  type Inline,
} from "../chat/card.ts";
import { hasRole, type Person } from "../chat/person.ts";
import type { Gist } from "../approvals/gist.ts";
import type { Approvals } from "../approvals/service.ts";

const MOST_SHOWN = 10;

/** Ten of each at most. Rights are judged when a button is pressed, not here. */
export async function overviewCard(approvals: Approvals, person: Person): Promise<Card> {
  const [pending, mine, isolated, frozen] = await Promise.all([
    approvals.list("pending", person.id),
    approvals.list("mine", person.id),
    approvals.isolated(),
    approvals.frozen(),
  ]);
  const forMe = hasRole(person.roles, "approver")
    ? pending.filter(({ approval }) => approval.state === "pending" && approval.requesterId !== person.id)
    : [];
  const ownOpen = mine.filter(({ approval }) => approval.state === "pending");

  const waiting = forMe.slice(0, MOST_SHOWN).flatMap(({ approval }): Block[] => [
    text(
      ...line(approvals.gist(approval)),
      ": ",
      approval.reason,
      ". ",
      approval.requesterName,
      ", expires ",
      ago(approval.expiresAt),
    ),
    ...approvals.gist(approval).blocks,
    {
      kind: "buttons",
      buttons: [
        runs("Approve", "approve", { request: approval.id }, "primary"),
        runs("Deny", "deny", { request: approval.id }, "danger"),
      ],
    },
  ]);
  const held = isolated
    .slice(0, MOST_SHOWN)
    .flatMap((row): Block[] => [
      text(
        mono(row.hostname),
        " since ",
        at(row.containedAt),
        row.releaseAt === undefined ? "" : [", until ", at(row.releaseAt)],
        " ",
        mono(row.deviceId),
      ),
      { kind: "buttons", buttons: [asks("Release", "release", { hosts: row.deviceId })] },
    ]);
  return card(
    "Falconer",
    ...(frozen === undefined ? [] : [text(strong("frozen"), " by ", frozen.by, ": ", frozen.reason)]),
    text(strong(`Waiting for you (${forMe.length})`)),
    ...(waiting.length === 0 ? [note("Nothing waits for your decision.")] : waiting),
    text(strong(`Your open requests (${ownOpen.length})`)),
    ...(ownOpen.length === 0
      ? [note("None.")]
      : [
          list(
            ownOpen
              .slice(0, MOST_SHOWN)
              .map(({ approval }) => [
                mono(approval.id),
                " ",
                ...line(approvals.gist(approval)),
                ", expires ",
                ago(approval.expiresAt),
              ]),
          ),
        ]),
    text(strong(`Isolated now (${isolated.length})`)),
    ...(held.length === 0 ? [note("No host is held isolated by Falconer.")] : held),
    note("Say ", mono("/falcon help"), " for what you can ask."),
  );
}

const line = ({ verb, targets }: Gist): readonly Inline[] => [verb, " ", targets];
