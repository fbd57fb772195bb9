/** Containment and approvals: who asked, who agreed, what the endpoint said. Also all that was done, in one list. */
import { at, mono, strong, type Inline } from "../../chat/card.ts";
import { formatDuration } from "../../lib/duration.ts";
import type { Material, RequestRecord } from "../collect.ts";
import {
  auditLine,
  ofRequest,
  said,
  statements,
  type Part,
  type Section,
  type Statement,
} from "../document.ts";
import { nounOf, verbOf } from "../event-words.ts";
import { counted, joined, stateWords } from "./situation.ts";

const EXECUTIONS: Readonly<Record<string, string>> = {
  requested: "about to be sent",
  calling: "being sent",
  unsure: "sent, answer lost; Falcon's record is asked",
  sent: "accepted by Falcon",
  pending: "pending at the endpoint",
  reached: "reported by the endpoint",
  verified: "verified by Falcon's record",
  overdue: "not confirmed in time",
  refused: "refused just before the call",
  failed: "failed",
};

const DECISIONS = { approve: "approved", deny: "denied", withdraw: "withdrew" } as const;

/** One heading a request, its whole life under it. */
export function requests({ requests: all }: Material): Section {
  return {
    title: "Containment and approvals",
    parts:
      all.length === 0
        ? [statements(said("Nobody asked for an action through Falconer in this time."))]
        : all.flatMap(oneRequest),
  };
}

function oneRequest(record: RequestRecord): readonly Part[] {
  const { approval, votes, executions, containments } = record;
  const { policy } = approval;
  const verb = verbOf(approval.kind, approval.params);
  const needed =
    policy.approvals === 0
      ? "no approval"
      : `${policy.approvals} ${policy.approvals === 1 ? "approval" : "approvals"} by ${policy.from}`;
  return [
    {
      kind: "heading",
      text: [
        verb.charAt(0).toUpperCase() + verb.slice(1),
        " ",
        ...joined(approval.targets.map(({ hostname }) => hostname)),
        ": ",
        stateWords(approval.state),
      ],
    },
    statements(
      said(
        [
          "Asked by ",
          approval.requesterName,
          ...(approval.askedBy === "person" ? [] : [` (${approval.askedBy})`]),
          " ",
          at(approval.createdAt),
          ": ",
          approval.reason,
        ],
        ofRequest(approval.id),
      ),
      said(
        `Policy: ${needed} (${policy.because})${approval.isEmergency ? "; break-glass was used" : ""}.`,
        ofRequest(approval.id),
      ),
      ...votes.map((vote) =>
        said(
          [
            vote.personName,
            ` ${DECISIONS[vote.decision]} on ${vote.account.surface} `,
            at(vote.at),
            ...(vote.reason === undefined ? ["."] : [": ", vote.reason]),
          ],
          { kind: "vote", id: `${approval.id}/${vote.personId}` },
        ),
      ),
      ...executions.map((row) =>
        said(
          [
            `${nounOf(row.kind)} of `,
            row.targetName,
            " ",
            mono(row.targetId),
            `: ${EXECUTIONS[row.state] ?? row.state}, `,
            at(row.updatedAt),
            ...(row.outcome === undefined ? ["."] : [": ", row.outcome]),
          ],
          { kind: "execution", id: row.id },
        ),
      ),
      ...containments.map((row) =>
        said([row.hostname, " was contained ", at(row.containedAt), ...endWords(row), "."], {
          kind: "containment",
          id: row.id,
        }),
      ),
      ...(approval.outcome === undefined
        ? []
        : [said(["Outcome: ", approval.outcome], ofRequest(approval.id))]),
    ),
  ];
}

function endWords({
  state,
  releaseAt,
  containedAt,
  updatedAt,
}: RequestRecord["containments"][number]): readonly Inline[] {
  if (state === "released")
    return [
      " and released ",
      at(updatedAt),
      ` (after ${formatDuration(Math.max(60_000, updatedAt - containedAt))})`,
    ];
  if (releaseAt === undefined) return [" and is still held, without an end"];
  return [" and is held until ", at(releaseAt)];
}

/** What changed the world, and what was looked into: only what is done. */
export function whatWasDone({ requests: all, sessions, audit }: Material): Section {
  const changes = all.flatMap(({ executions }) =>
    executions
      .filter(({ state }) => state === "verified" || state === "reached" || state === "sent")
      .map((row): Statement =>
        said(
          [
            strong(nounOf(row.kind)),
            " of ",
            row.targetName,
            `: ${EXECUTIONS[row.state] ?? row.state}, `,
            at(row.updatedAt),
            ".",
          ],
          { kind: "execution", id: row.id },
        ),
      ),
  );
  const work = sessions.map((session): Statement =>
    said(
      [
        strong("Real time response"),
        " on ",
        session.hostname,
        " by ",
        session.owner,
        `: ${counted(session.commands.length, "command")}, ${counted(session.evidence.length, "file")} fetched.`,
      ],
      { kind: "session", id: session.id },
    ),
  );
  const lines = audit
    .filter(({ body }) => body.event.startsWith("alert."))
    .map(({ seq, at: moment, body }) =>
      said(
        [body.actorName ?? body.actor, `: ${body.event.replaceAll(".", " ")}, `, at(moment), "."],
        auditLine(seq),
      ),
    );
  const done = [...changes, ...work, ...lines];
  return {
    title: "What was done",
    parts: [statements(...(done.length === 0 ? [said("Nothing that Falconer knows of.")] : done))],
  };
}
