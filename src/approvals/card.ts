/**
 * The one card of a request, from *pending* to its end. It shows what is signed: exact
 * hosts, the reason, who asks, what undoes it; and later what became of it.
 */
import {
  at,
  buttons,
  facts,
  mono,
  note,
  runs,
  strong,
  text,
  toned,
  type Block,
  type Card,
  type Inline,
  type Tone,
} from "../chat/card.ts";
import type { Action } from "../actions/action.ts";
import type { ApprovalRow, ApprovalState, VoteRow } from "../store/rows.ts";
import { approvalButtons } from "./card-buttons.ts";
import { ASKED_BY, machineNote, reasonFacts } from "./grounds.ts";
import { targetBlocks } from "./target-blocks.ts";
import { currentState, headline, isIsolatedNow, type ApprovalView } from "./view.ts";
import { targetNames } from "./words.ts";

/** Names with anything but plain characters may look like other names. */
const PLAIN_NAME = /^[\x20-\x7e]*$/;

const TONES: Readonly<Record<ApprovalState, Tone>> = {
  pending: "waiting",
  approved: "waiting",
  running: "waiting",
  done: "good",
  denied: "neutral",
  expired: "neutral",
  withdrawn: "neutral",
  refused: "danger",
  failed: "danger",
  unconfirmed: "danger",
};

/** Drawn anew from the rows on every change; `data` says the same to programs. */
export function approvalCard(view: ApprovalView, action: Action): Card {
  const { approval } = view;
  const title: Inline = [
    approval.isEmergency ? "EMERGENCY: " : "",
    action.describe?.(approval.params).verb ?? action.words.verb,
    " ",
    titleNames(approval, action),
  ];
  return {
    ...toned(
      tone(view),
      title,
      ...stateBlocks(view, action),
      requestFacts(view, action),
      ...(action.describe?.(approval.params).blocks ?? []),
      ...targetBlocks(view, action),
      ...voteBlocks(view),
      ...approvalButtons(view),
    ),
    data: approvalData(view, action),
  };
}

const tone = (view: ApprovalView): Tone => (isIsolatedNow(view) ? "good" : TONES[view.approval.state]);

function titleNames(approval: ApprovalRow, action: Action): Inline {
  const [only, ...others] = approval.targets;
  return only !== undefined && others.length === 0
    ? only.hostname
    : `${approval.targets.length} ${action.target}s`;
}

function stateBlocks(view: ApprovalView, action: Action): readonly Block[] {
  const { approval, freeze } = view;
  const blocks: Block[] = [text(strong(headline(view, action))), ...machineNote(approval)];
  if (freeze !== undefined && waitsForCall(view)) {
    blocks.push(
      text(
        strong("frozen"),
        " by ",
        freeze.by,
        ": ",
        freeze.reason,
        ". Nothing executes until an admin lifts it.",
      ),
    );
  }
  if (approval.outcome !== undefined && approval.state !== "done")
    blocks.push(text("Reason: ", approval.outcome));
  if (approval.targets.some((target) => !target.hostname.matches(PLAIN_NAME))) {
    blocks.push(
      text(
        strong("Careful: "),
        action.target === "host"
          ? "a host name here holds characters that can mislead. Go by the device id."
          : "a name here holds characters that can mislead. Go by the id.",
      ),
    );
  }
  return blocks;
}

/** Something of it is still to be carried out: the change itself, or the release at its end. */
const waitsForCall = ({ approval, containments }: ApprovalView): boolean =>
  approval.state === "pending" ||
  approval.state === "approved" ||
  containments.some(({ state }) => state === "releasing");

function requestFacts({ approval, containments }: ApprovalView, action: Action): Block {
  const { policy } = approval;
  const releaseAt = containments.find(
    (held) => held.releaseAt !== undefined && held.state !== "released",
  )?.releaseAt;
  const asked: Inline =
    approval.askedBy === "person" ? "" : ` (through ${ASKED_BY[approval.askedBy]}, machine-made)`;
  return facts({
    Request: mono(approval.id),
    ...reasonFacts(approval),
    "Asked by": [approval.requesterName, asked],
    Asked: at(approval.createdAt),
    Needs: approval.isEmergency
      ? "break-glass: no approval, review afterwards"
      : `${policy.approvals === 1 ? "1 approval" : `${policy.approvals} approvals`} from ${policy.from} (${policy.because})`,
    Expires: approval.state === "pending" ? at(approval.expiresAt) : undefined,
    ...action.describe?.(approval.params).facts,
    "Ends by itself": releaseAt === undefined ? undefined : at(releaseAt),
    Undo: action.words.undo,
  });
}

function voteBlocks({ approval, votes }: ApprovalView): readonly Block[] {
  const lines = votes.map(voteLine);
  if (approval.review === "reviewed" && approval.reviewedBy !== undefined)
    lines.push(["Reviewed by ", approval.reviewedBy]);
  if (approval.isEmergency && approval.review === "open")
    lines.push("Break-glass: a review by somebody else is open");
  return lines.length === 0 ? [] : [{ kind: "list", items: lines }];
}

const voteLine = (vote: VoteRow): Inline => [
  vote.decision === "approve" ? "Approved by " : "Denied by ",
  strong(vote.personName),
  ", ",
  at(vote.at),
  vote.reason === undefined ? "" : [": ", vote.reason],
];

function approvalData(view: ApprovalView, action: Action): unknown {
  const { approval, votes, executions } = view;
  return {
    request: approval.id,
    action: approval.kind,
    state: currentState(view),
    headline: headline(view, action),
    reason: approval.reason,
    requester: approval.requesterName,
    askedBy: approval.askedBy,
    cites: approval.cites,
    createdAt: approval.createdAt,
    expiresAt: approval.expiresAt,
    policy: approval.policy,
    targets: approval.targets,
    votes: votes.map(({ personName, decision, reason, at: votedAt }) => ({
      personName,
      decision,
      reason,
      at: votedAt,
    })),
    executions: executions.map(({ kind, targetId, state, outcome }) => ({ kind, targetId, state, outcome })),
  };
}

/** Break-glass leaves this: somebody else has to look at it. */
export function reviewCard(view: ApprovalView): Card {
  const { approval } = view;
  const isDone = approval.review === "reviewed";
  return toned(
    isDone ? "good" : "danger",
    isDone ? "Break-glass review: done" : "Break-glass: please review",
    text(
      strong(approval.requesterName),
      " used break-glass on ",
      targetNames(approval),
      ". Reason: ",
      approval.reason,
    ),
    facts({
      Request: mono(approval.id),
      Hosts: approval.targets.flatMap((target, i) => [
        i === 0 ? "" : ", ",
        target.hostname,
        " ",
        mono(target.id),
      ]),
      "Reviewed by": isDone ? (approval.reviewedBy ?? "somebody") : undefined,
    }),
    note("A review says that somebody else has looked at this. It changes nothing on the host."),
    ...(isDone ? [] : [buttons(runs("Reviewed", "review", { request: approval.id }))]),
  );
}
