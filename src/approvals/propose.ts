/**
 * Turns a wish into a stored request: frozen targets with what is known of them, the
 * policy that applies, its fingerprint. Executes nothing.
 */
import { hasRole } from "../chat/person.ts";
import type { Place } from "../chat/place.ts";
import { DAY, HOUR } from "../lib/clock.ts";
import { UserError } from "../lib/errors.ts";
import { newId } from "../lib/id.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Action } from "../actions/action.ts";
import type { AppliedPolicy, ApprovalRow, TargetSnapshot } from "../store/rows.ts";
import type { Repositories } from "../store/store.ts";
import { by, nameOf } from "./asker.ts";
import { alreadyWaiting } from "./crowding.ts";
import { currentFreeze } from "./freeze.ts";
import { citationsOf } from "./grounds.ts";
import { executionFor } from "./outbox.ts";
import { isProtected, policyFor, PROTECTED_APPROVALS } from "./policy.ts";
import { lookAt, wishOf } from "./order.ts";
import type { ApprovalParts, Asker, TargetSource, Wish } from "./ports.ts";
import { actionHash } from "./seal.ts";
import { announceRequest, announceReview, isQuiet } from "./told.ts";

/** Stores the request, or returns the one that this turn made before. */
export async function propose(
  parts: ApprovalParts,
  wish: Wish,
  asker: Asker,
  signal?: AbortSignal,
): Promise<ApprovalRow> {
  const earlier = await parts.store.approvals.byOrigin(asker.turnId);
  if (earlier !== undefined) return earlier;

  const action = parts.actions.get(wish.kind);
  if (action === undefined) throw new UserError(`There is no action called ${wish.kind}.`);
  const source = parts.sources[action.target];
  refuseTooMany(parts, source, wish.targets.length);
  const params = action.params.parse(wish.params);
  const targets = await Promise.all(
    [...new Set(wish.targets)].map((id) => snapshot(parts, source, id, signal)),
  );
  const policy = applicablePolicy(parts, wish, asker, targets);
  await refuseOverCap(parts, action, wish, targets.length);
  const cites = await citationsOf(parts, wish, asker, signal);

  const now = parts.clock.now();
  const isDecided = policy.approvals === 0;
  const row: ApprovalRow = {
    id: newId(),
    originKey: asker.turnId,
    kind: wish.kind,
    params,
    targets,
    hash: actionHash(
      wish.kind,
      params,
      targets.map(({ id }) => id),
    ),
    reason: typeof wish.reason === "string" ? untrusted(wish.reason) : wish.reason,
    requesterId: asker.person.id,
    requesterName: nameOf(asker),
    requesterAccount: by(asker).account,
    askedBy: asker.askedBy,
    cites,
    place: asker.place,
    policy,
    isEmergency: wish.isEmergency,
    state: isDecided ? "approved" : "pending",
    outcome: undefined,
    version: 1,
    createdAt: now,
    expiresAt: now + policy.expiresMs,
    remindedAt: undefined,
    decidedAt: isDecided ? now : undefined,
    finishedAt: undefined,
    review: wish.isEmergency ? "open" : "none",
    reviewedBy: undefined,
  };
  await refuseNeedless(parts, action, row, signal);
  const standing = await parts.store.transaction(async (tx) => {
    const same = await alreadyWaiting(tx, row);
    if (same !== undefined) return same;
    if (row.isEmergency) await refuseEmergency(parts, tx, now);
    if (!(await tx.approvals.insert(row))) return undefined;
    await recordRequest(parts, tx, action, row, asker);
    return row;
  });
  await parts.store.announce();
  if (standing !== undefined) return standing;
  return (await parts.store.approvals.byOrigin(asker.turnId)) ?? row;
}

async function recordRequest(
  parts: ApprovalParts,
  tx: Repositories,
  action: Action,
  row: ApprovalRow,
  asker: Asker,
): Promise<void> {
  if (row.state === "approved") {
    for (const target of row.targets)
      await tx.executions.insert(executionFor(row, row.kind, target, row.createdAt));
  }
  if (!isQuiet(row, action)) await announceRequest(tx, row, cardPlace(parts, row));
  if (row.isEmergency) await announceReview(tx, row, cardPlace(parts, row));
  await tx.audit.append(row.createdAt, {
    event: row.isEmergency ? "approval.emergency" : "approval.requested",
    actor: asker.person.id,
    actorName: row.requesterName,
    account: row.requesterAccount,
    approval: row.id,
    devices: row.targets.map(({ id }) => id),
    hostnames: row.targets.map(({ hostname }) => hostname),
    detail: {
      kind: row.kind,
      params: row.params,
      reason: row.reason,
      policy: row.policy,
      askedBy: row.askedBy,
      ...(row.cites === undefined ? {} : { cites: row.cites.map(({ id }) => id) }),
    },
  });
}

/** The one place where the request's card lives; undefined where no surface can show it. */
export function cardPlace(parts: ApprovalParts, row: Pick<ApprovalRow, "place">): Place | undefined {
  if (parts.channel !== undefined) return parts.channel;
  return parts.canPost(row.place) ? row.place : parts.fallbackChannel;
}

async function snapshot(
  parts: ApprovalParts,
  source: TargetSource,
  id: string,
  signal?: AbortSignal,
): Promise<TargetSnapshot> {
  const facts = await source.facts(id, signal);
  if (facts === undefined) throw new UserError(`Falcon has no ${source.noun.one} with the id ${id}.`);
  return { ...facts, isProtected: isProtected(parts.policy.protected, facts) };
}

/** Also asked before anything is looked up: thousands of names cost nothing but this sentence. */
export function refuseTooMany(
  { policy }: Pick<ApprovalParts, "policy">,
  { noun, most: own }: Pick<TargetSource, "noun" | "most">,
  count: number,
): void {
  const most = own ?? policy.caps.hostsPerRequest;
  if (count === 0) throw new UserError(`Name at least one ${noun.one}.`);
  if (count > most) {
    throw new UserError(`One request may name at most ${most} ${noun.many}, this one names ${count}.`);
  }
}

/** What is already as it should be needs no request; saying so beats asking people to approve nothing. */
async function refuseNeedless(
  parts: ApprovalParts,
  action: Action,
  row: ApprovalRow,
  signal?: AbortSignal,
): Promise<void> {
  const { noun } = parts.sources[action.target];
  const { targets } = row;
  const orders = targets.map(({ id }) => wishOf(row, id));
  const looks = await lookAt(parts, action, orders, signal);
  const states = targets.map((target, i) => ({ target, progress: looks[i]?.progress ?? "gone" }));
  const needless = states.filter(({ progress }) => progress === "reached" || progress === "under way");
  if (needless.length === 0) return;
  const ids = needless.map(({ target }) => target.id).join(", ");
  const isThere = needless.every(({ progress }) => progress === "reached");
  const word = isThere ? `${action.words.reached} already` : `${action.words.reached} already or about to be`;
  throw new UserError(
    targets.length === 1
      ? `That ${noun.one} (${ids}) is ${word}. Nothing was asked for.`
      : `These ${noun.many} are ${word}: ${ids}. Leave them out and ask again.`,
    "already",
  );
}

function applicablePolicy(
  parts: ApprovalParts,
  wish: Wish,
  asker: Asker,
  targets: readonly TargetSnapshot[],
): AppliedPolicy {
  // A program never acts alone, whatever the rules say for people.
  const policy = policyFor(parts.policy, wish.kind, targets, asker.askedBy === "person" ? 0 : 1);
  const protectedOnes = targets.filter((target) => target.isProtected);
  if (asker.askedBy === "playbook" && protectedOnes.length > 0) {
    throw new UserError("Protected hosts are never touched by a playbook.");
  }
  if (!wish.isEmergency) return policy;
  if (asker.askedBy !== "person") throw new UserError("Break-glass is for people alone.");
  if (!hasRole(asker.person.roles, "approver")) {
    throw new UserError(
      "Break-glass (--emergency) needs the role approver. Ask without it, and somebody can approve.",
    );
  }
  if (protectedOnes.length > 0) {
    throw new UserError(
      `${protectedOnes.map(({ id }) => id).join(", ")} is protected: never without ${PROTECTED_APPROVALS} approvers, not even in an emergency.`,
    );
  }
  return { ...policy, approvals: 0, because: "break-glass" };
}

/** A first check, so that nobody approves in vain; the one that holds is made at the start of the call. */
async function refuseOverCap(parts: ApprovalParts, action: Action, wish: Wish, hosts: number): Promise<void> {
  const { caps } = parts.policy;
  const now = parts.clock.now();
  if (action.countsAsIsolation) {
    const used = await parts.store.executions.countCalledSince(wish.kind, now - HOUR);
    if (used + hosts > caps.isolationsPerHour) {
      throw new UserError(
        `${used} hosts were isolated in the last hour; with ${hosts} more the cap of ${caps.isolationsPerHour} would be passed.`,
      );
    }
  }
}

/** Counted where the request is stored, so that two of the same instant cannot both be the last one allowed. */
async function refuseEmergency({ policy }: ApprovalParts, tx: Repositories, now: number): Promise<void> {
  if ((await currentFreeze(tx)) !== undefined) {
    throw new UserError(
      "Everything is frozen until an admin lifts it, and break-glass is no way around that.",
    );
  }
  const { emergenciesPerDay: cap } = policy.caps;
  const used = await tx.approvals.countEmergenciesSince(now - DAY);
  if (used < cap) return;
  const times = used === 1 ? "once" : `${used} times`;
  throw new UserError(`Break-glass was used ${times} in the last day, and ${cap} is the cap.`);
}
