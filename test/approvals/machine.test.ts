import { describe, expect, it } from "vitest";
import { isFinal, moved, type ApprovalMove } from "../../src/approvals/machine.ts";
import {
  advance,
  isOpen,
  type ExecutionEvent,
  type Progress,
} from "../../src/approvals/execution-machine.ts";
import { nextMove, tally } from "../../src/approvals/outcome.ts";
import { APPROVAL_STATES, EXECUTION_STATES, type ExecutionState } from "../../src/store/rows.ts";
import { executionRow } from "./world.ts";

const MOVES: readonly ApprovalMove[] = [
  "approve",
  "deny",
  "expire",
  "withdraw",
  "start",
  "refuse",
  "finish",
  "fail",
  "lose",
];

/** The diagram of the design, written out once more by hand. */
const ALLOWED = new Map([
  ["pending approve", "approved"],
  ["pending deny", "denied"],
  ["pending expire", "expired"],
  ["pending withdraw", "withdrawn"],
  ["approved start", "running"],
  ["approved expire", "expired"],
  ["approved refuse", "refused"],
  ["running finish", "done"],
  ["running fail", "failed"],
  ["running lose", "unconfirmed"],
  ["unconfirmed finish", "done"],
  ["unconfirmed fail", "failed"],
]);

describe("the life of a request", () => {
  for (const state of APPROVAL_STATES) {
    for (const step of MOVES) {
      it(`${state}: ${step} leads to ${ALLOWED.get(`${state} ${step}`) ?? "nothing"}`, () => {
        expect(moved(state, step)).toBe(ALLOWED.get(`${state} ${step}`));
      });
    }
  }

  it("nothing leaves a final state", () => {
    const finals = APPROVAL_STATES.filter(isFinal);
    expect(finals).toEqual(["denied", "expired", "withdrawn", "refused", "done", "failed"]);
    for (const state of finals)
      expect(MOVES.map((step) => moved(state, step))).toEqual(MOVES.map(() => undefined));
  });
});

const look = (progress: Progress, isLate = false, isSettled = false): ExecutionEvent => ({
  event: "looked",
  progress,
  isLate,
  isSettled,
});

describe("the life of an execution", () => {
  const simple: readonly (readonly [
    ExecutionEvent["event"],
    Partial<Record<ExecutionState, ExecutionState>>,
  ])[] = [
    ["call", { requested: "calling" }],
    ["refuse", { requested: "refused" }],
    ["accepted", { calling: "sent" }],
    ["completed", { calling: "verified" }],
    ["rejected", { calling: "failed" }],
    ["postponed", { calling: "requested" }],
    ["lost", { calling: "unsure" }],
    ["gave-up", { unsure: "failed", overdue: "failed" }],
  ];
  for (const [event, exits] of simple) {
    for (const state of EXECUTION_STATES) {
      it(`${state}: ${event} leads to ${exits[state] ?? "nothing"}`, () => {
        expect(advance(state, { event } as ExecutionEvent)).toBe(exits[state]);
      });
    }
  }

  const looks: readonly (readonly [ExecutionState, ExecutionEvent, ExecutionState | undefined])[] = [
    ["unsure", look("reached"), "sent"],
    ["unsure", look("under way"), "sent"],
    ["unsure", look("untouched"), "unsure"],
    ["unsure", look("untouched", false, true), "requested"],
    ["unsure", look("contrary", false, true), "unsure"],
    ["unsure", look("gone"), "failed"],
    ["unsure", look("over"), "failed"],
    ["requested", look("over"), "requested"],
    ["sent", look("over"), "failed"],
    ["pending", look("over"), "failed"],
    ["overdue", look("over"), "failed"],
    ["reached", look("over"), "pending"],
    ["sent", look("untouched"), "sent"],
    ["sent", look("under way"), "pending"],
    ["sent", look("untouched", true), "overdue"],
    ["sent", look("reached", true), "reached"],
    ["pending", look("untouched"), "pending"],
    ["pending", look("under way", true), "overdue"],
    ["pending", look("reached"), "reached"],
    ["reached", look("reached"), "verified"],
    ["reached", look("untouched"), "pending"],
    ["overdue", look("untouched"), "overdue"],
    ["overdue", look("reached"), "reached"],
    ["calling", look("reached"), undefined],
    ["verified", look("untouched"), undefined],
    ["refused", look("reached"), undefined],
    ["failed", look("reached"), undefined],
  ];
  for (const [state, event, expected] of looks) {
    it(`${state}: ${JSON.stringify(event)} leads to ${expected ?? "nothing"}`, () => {
      expect(advance(state, event)).toBe(expected);
    });
  }

  it("is never verified by one look alone", () => {
    for (const state of EXECUTION_STATES) {
      if (state !== "reached") expect(advance(state, look("reached"))).not.toBe("verified");
    }
  });

  it("is final when verified, refused or failed", () => {
    expect(EXECUTION_STATES.filter((state) => !isOpen(state))).toEqual(["verified", "refused", "failed"]);
  });
});

describe("what executions add up to", () => {
  const rows = (...states: ExecutionState[]) => states.map((state) => executionRow({ state }));

  it("starts with the first call", () =>
    expect(nextMove("approved", rows("calling", "requested"))).toBe("start"));
  it("stays approved while nothing was touched", () =>
    expect(nextMove("approved", rows("requested"))).toBeUndefined());
  it("is refused when every host was refused before a call", () =>
    expect(nextMove("approved", rows("refused", "refused"))).toBe("refuse"));
  it("is done only when every host is verified", () => {
    expect(nextMove("running", rows("verified", "reached"))).toBeUndefined();
    expect(nextMove("running", rows("verified", "verified"))).toBe("finish");
  });
  it("fails when one host failed and all have ended", () =>
    expect(nextMove("running", rows("verified", "failed"))).toBe("fail"));
  it("is unconfirmed when what is open is overdue or in doubt", () => {
    expect(nextMove("running", rows("verified", "overdue"))).toBe("lose");
    expect(nextMove("running", rows("unsure"))).toBe("lose");
    expect(nextMove("running", rows("overdue", "pending"))).toBeUndefined();
  });
  it("is done after all when the world confirms later", () =>
    expect(nextMove("unconfirmed", rows("verified"))).toBe("finish"));
  it("counts verdicts in words", () =>
    expect(tally(rows("failed", "sent", "failed"), (r) => r.state)).toBe("2 failed, 1 sent"));
});
