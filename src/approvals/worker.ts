/**
 * The loop that lets approvals happen: due executions, lapsed requests, ending isolations.
 * Woken by the store, and by the clock because time is an event too.
 */
import { SECOND } from "../lib/clock.ts";
import type { ExecutionRow } from "../store/rows.ts";
import type { Look } from "../actions/action.ts";
import { adopt, begin, look, unseen } from "./executor.ts";
import { lapse } from "./lapse.ts";
import { lookAt, orderOf } from "./order.ts";
import type { ApprovalParts } from "./ports.ts";

const TICK_MS = 500;
const OWNED_MS = 20 * SECOND;
const PAGE = 50;
const CALLS_MAY_END_MS = 5 * SECOND;

/** Several processes may run one each over one store: rows are owned for 20 s while a call is under way. */
export interface ApprovalWorker {
  start(): void;
  /** Lets running calls end, up to the signal. */
  stop(): Promise<void>;
  /** One round; returns how many rows were touched. Tests and the shell drive it by hand. */
  tick(): Promise<number>;
}

/** `owner` names this process in the rows it is calling for. */
export function createApprovalWorker(parts: ApprovalParts, owner: string): ApprovalWorker {
  const stopping = new AbortController();
  const cutting = new AbortController();
  /** Targets with a call under way: two requests for one host take turns, so the second sees what the first did. */
  const busy = new Set<string>();
  const calls = new Set<Promise<void>>();
  let loop: Promise<void> | undefined;

  async function tick(): Promise<number> {
    const now = parts.clock.now();
    if (calls.size > 0) await parts.store.executions.keepAlive(owner, now + OWNED_MS);
    await lapse(parts);
    const due = (await parts.store.executions.due(now, PAGE)).filter((row) => !busy.has(row.targetId));
    const waiting = due.filter((row) => row.state !== "requested" && row.state !== "calling");
    for (const row of due) {
      if (row.state === "calling") await adopt(parts, row);
      if (row.state === "requested" && !busy.has(row.targetId)) track(row);
    }
    await watch(waiting);
    return due.length;
  }

  /** Calls run beside the loop, so that one slow answer holds nobody up. */
  function track(row: ExecutionRow): void {
    busy.add(row.targetId);
    const call = begin(parts, row, owner, cutting.signal)
      .catch((error: unknown) => parts.log.error("an execution step failed", { execution: row.id, error }))
      .finally(() => {
        busy.delete(row.targetId);
        calls.delete(call);
      });
    calls.add(call);
  }

  /** The rows of one kind are asked about together, the kinds apart: one that cannot be asked holds up no other. */
  async function watch(rows: readonly ExecutionRow[]): Promise<void> {
    const kinds = Map.groupBy(rows, ({ kind }) => kind);
    await Promise.all([...kinds].map(([kind, ofKind]) => watchKind(kind, ofKind)));
  }

  async function watchKind(kind: string, rows: readonly ExecutionRow[]): Promise<void> {
    const action = parts.actions.get(kind);
    if (action === undefined) return;
    let looks: readonly Look[];
    try {
      const orders = await Promise.all(rows.map(ordered));
      looks = await lookAt(parts, action, orders, stopping.signal);
    } catch (error) {
      parts.log.warn("how far changes have come could not be read", { kind, error });
      for (const row of rows) await unseen(parts, row);
      return;
    }
    for (const [i, row] of rows.entries()) await look(parts, row, looks[i] ?? { progress: "gone" });
  }

  async function ordered(row: ExecutionRow): Promise<ReturnType<typeof orderOf>> {
    const approval = await parts.store.approvals.get(row.approvalId);
    if (approval === undefined) throw new Error(`execution ${row.id} has no request`);
    return orderOf(approval, row);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await tick();
      } catch (error) {
        parts.log.error("a round over the approvals failed", { error });
      }
      await nap();
    }
  }

  let wake: () => void = () => undefined;
  async function nap(): Promise<void> {
    const cut = new AbortController();
    wake = () => cut.abort();
    await parts.clock.sleep(TICK_MS, AbortSignal.any([cut.signal, stopping.signal])).catch(() => undefined);
  }

  let unsubscribe: () => void = () => undefined;
  return {
    tick,
    start() {
      unsubscribe = parts.store.onChange(() => wake());
      loop = run();
    },
    async stop() {
      unsubscribe();
      stopping.abort(new Error("stopping"));
      await loop;
      // A call cut off leaves its outcome in doubt, so it gets time to end by itself.
      const patience = setTimeout(() => cutting.abort(new Error("stopping")), CALLS_MAY_END_MS);
      await Promise.allSettled(calls);
      clearTimeout(patience);
    },
  };
}
