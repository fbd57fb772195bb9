/** What must hold of a world of approvals at any time. */
import { expect } from "vitest";
import { createAuditTrail } from "../../src/audit/trail.ts";
import { isOpen } from "../../src/approvals/execution-machine.ts";
import { isFinal } from "../../src/approvals/machine.ts";
import type { World } from "./world.ts";

export async function verifyRules(world: World): Promise<void> {
  const rows = await world.store.approvals.list({ limit: 1_000 });
  let begun = 0;
  for (const row of rows) {
    const [votes, executions] = await Promise.all([
      world.store.votes.of(row.id),
      world.store.executions.of(row.id),
    ]);
    const yes = new Set(votes.filter((vote) => vote.decision === "approve").map((vote) => vote.personId));
    const own = executions.filter((one) => one.kind === row.kind);
    const calls = executions.reduce((sum, one) => sum + one.attempts, 0);
    begun += calls;

    // Nobody's yes, or not enough of it, never leads to a call; nor does the requester's own.
    if (calls > 0) expect(yes.size).toBeGreaterThanOrEqual(row.policy.approvals);
    expect(yes.has(row.requesterId)).toBe(false);
    // A denial, a withdrawal, an expiry or a pending request has no calls at all.
    if (["pending", "denied", "withdrawn", "expired"].includes(row.state)) expect(calls).toBe(0);
    if (votes.some((vote) => vote.decision === "deny")) expect(row.state).toBe("denied");
    // One execution a target, and *done* only when each is verified.
    expect(new Set(own.map((one) => one.targetId)).size).toBe(own.length);
    if (row.state === "done") expect(own.every((one) => one.state === "verified")).toBe(true);
    if (isFinal(row.state)) expect(own.every((one) => !isOpen(one.state))).toBe(true);
    if (isFinal(row.state)) expect(row.finishedAt).toBeDefined();
    // A call is repeated only after the record was asked, three times at the most.
    for (const one of executions) expect(one.attempts).toBeLessThanOrEqual(3 + world.limited);
  }
  // Every call that arrived at Falcon belongs to a row.
  expect(world.calls.length).toBeLessThanOrEqual(begun);
  expect((await createAuditTrail(world).verify()).isIntact).toBe(true);
}
