/** The cards of requests and the notices about them, with hostile text wherever foreign text can be. */
import { ACTIONS } from "../../../src/actions/index.ts";
import { contain } from "../../../src/actions/contain.ts";
import type { Action } from "../../../src/actions/action.ts";
import { approvalCard, reviewCard } from "../../../src/approvals/card.ts";
import { remind, tellEnd, tellEnding, tellReleaseTrouble } from "../../../src/approvals/notices.ts";
import type { ApprovalView } from "../../../src/approvals/view.ts";
import type { Card } from "../../../src/chat/card.ts";
import { HOUR } from "../../../src/lib/clock.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import type { ApprovalRow, ApprovalState, ExecutionState } from "../../../src/store/rows.ts";
import type { Repositories } from "../../../src/store/store.ts";
import {
  approvalRow,
  containmentRow,
  deliveryRow,
  executionRow,
  targetSnapshot,
  THEN,
  voteRow,
} from "../../fixtures/rows.ts";
import { DEVICE_IDS, HOSTILE_LINES, HOSTILE_NAME } from "./hostile.ts";

export interface ProductCard {
  readonly name: string;
  readonly card: Card;
  /** The device ids that have to be readable on it. */
  readonly ids: readonly string[];
}

const ISOLATE = contain as unknown as Action;
const name = untrusted(HOSTILE_NAME);
const words = untrusted(HOSTILE_LINES);

const EXECUTED: Partial<Record<ApprovalState, ExecutionState>> = {
  done: "verified",
  refused: "refused",
  unconfirmed: "overdue",
  failed: "failed",
  running: "pending",
};

/** A whole request about that many hosts. */
function view(state: ApprovalState, hosts: number, changes: Partial<ApprovalRow> = {}): ApprovalView {
  const id = `request-${state}`;
  const ids = DEVICE_IDS.slice(0, hosts);
  const isDecided = state !== "pending" && state !== "withdrawn" && state !== "expired";
  const executed = EXECUTED[state];
  const approval = approvalRow({
    id,
    originKey: `turn:${id}`,
    state,
    reason: words,
    requesterName: name,
    outcome: state === "pending" || state === "done" ? undefined : words,
    params: { forMs: 4 * HOUR },
    targets: ids.map((target) =>
      targetSnapshot({
        id: target,
        hostname: name,
        platform: name,
        os: name,
        machineType: name,
        lastUser: name,
        tags: [name, words],
      }),
    ),
    ...changes,
  });
  const vote = voteRow(id, {
    personName: name,
    reason: words,
    decision: state === "denied" ? "deny" : "approve",
  });
  return {
    approval,
    votes: isDecided ? [vote] : [],
    executions:
      executed === undefined
        ? []
        : ids.map((targetId) =>
            executionRow(id, {
              id: `execution-${targetId}`,
              targetId,
              targetName: name,
              state: executed,
              outcome: words,
            }),
          ),
    containments:
      state === "done"
        ? ids.map((deviceId) =>
            containmentRow(id, { id: `held-${deviceId}`, deviceId, hostname: name, releaseAt: THEN + HOUR }),
          )
        : [],
    freeze: state === "pending" ? { by: name, at: THEN, reason: words } : undefined,
  };
}

const STATES: readonly ApprovalState[] = ["pending", "done", "denied", "refused", "unconfirmed"];

export function approvalCards(): readonly ProductCard[] {
  return [
    ...STATES.flatMap((state) =>
      [1, 3, 6].map((hosts) => ({
        name: `request ${state}, ${hosts === 1 ? "1 host" : `${hosts} hosts`}`,
        card: approvalCard(view(state, hosts), ISOLATE),
        ids: DEVICE_IDS.slice(0, hosts),
      })),
    ),
    ...(["open", "reviewed"] as const).map((review) => ({
      name: `review ${review}`,
      card: reviewCard(view("done", 3, { isEmergency: true, review, reviewedBy: name })),
      ids: DEVICE_IDS.slice(0, 3),
    })),
  ];
}

export const pendingView = (hosts: number): ApprovalView => view("pending", hosts);

export const heldRow = (deviceId: string) =>
  containmentRow("request-done", {
    id: `held-${deviceId}`,
    deviceId,
    hostname: name,
    releaseAt: THEN + HOUR,
  });

/** Notices are written as delivery rows: whatever is enqueued is a card that people will read. */
export async function noticeCards(): Promise<readonly ProductCard[]> {
  const told: Card[] = [];
  const posted = deliveryRow({ message: { surface: "web", channel: "soc", message: "1" } });
  const tx = {
    deliveries: {
      enqueue: async (row: { readonly card: unknown }) => void told.push(row.card as Card),
      of: async () => [posted],
    },
  } as unknown as Repositories;
  const cards: ProductCard[] = [];
  const note = async (called: string, tell: () => Promise<void>): Promise<void> => {
    told.length = 0;
    await tell();
    const [card] = told;
    if (card === undefined) throw new Error(`${called} said nothing`);
    cards.push({ name: `notice: ${called}`, card, ids: [] });
  };
  for (const state of ["done", "refused", "unconfirmed", "failed"] as const) {
    const { approval, executions } = view(state, 3);
    await note(state, () =>
      tellEnd(tx, approval, { executions, from: "running" }, ACTIONS.get(approval.kind), THEN),
    );
  }
  const { approval, executions, containments } = view("done", 3);
  const [execution] = executions;
  const [held] = containments;
  if (execution === undefined || held === undefined) throw new Error("a finished request has hosts");
  await note("ending", () => tellEnding(tx, approval, held, THEN));
  await note("release trouble", () => tellReleaseTrouble(tx, approval, execution, THEN));
  await note("reminder", () => remind(tx, pendingView(3).approval, THEN));
  return cards;
}
