/**
 * Approvals as the rest of Falconer sees them: propose, decide, look. Executing is not
 * on offer; only the worker of this folder does that.
 */
import { UserError } from "../lib/errors.ts";
import type { Card } from "../chat/card.ts";
import type { ApprovalRow, ContainmentRow } from "../store/rows.ts";
import { approvalCard, reviewCard } from "./card.ts";
import { decide, dropRequest, required, withdraw, type Decided } from "./decide.ts";
import { currentFreeze, freeze, unfreeze, type Freeze } from "./freeze.ts";
import { gistOf, type Gist } from "./gist.ts";
import { changeHold, review } from "./hold.ts";
import { isFinal } from "./machine.ts";
import type { ApprovalParts, Asker, Wish } from "./ports.ts";
import { cardPlace, propose, refuseTooMany } from "./propose.ts";
import { currentState, viewOf, type ApprovalView } from "./view.ts";
import type { Place } from "../chat/place.ts";
import type { Untrusted } from "../lib/untrusted.ts";

const RECENT = 25;
/** Between two looks at a request that somebody waits for. */
const SETTLING_MS = 100;

/** What a person may not do, or no longer can, is thrown as `UserError` with the sentence for them. */
export interface Approvals {
  /** Stores a request; the same turn asking again gets the same request. */
  propose(wish: Wish, asker: Asker, signal?: AbortSignal): Promise<ApprovalRow>;
  /** @throws UserError when one request may not name so many hosts */
  refuseTooMany(hosts: number): void;
  approve(id: string, voter: Asker, reason?: string): Promise<Decided>;
  deny(id: string, voter: Asker, reason?: string): Promise<Decided>;
  withdraw(id: string, asker: Asker, reason?: string): Promise<Decided>;
  /** Withdraws a request that has become pointless, in nobody's name; one that was decided stays. */
  drop(id: string, why: Untrusted): Promise<void>;
  /** The same wish anew, by whoever presses: as a new request with today's facts. */
  again(id: string, asker: Asker, signal?: AbortSignal): Promise<ApprovalRow>;
  extend(id: string, asker: Asker): Promise<{ readonly releaseAt: number | undefined }>;
  keep(id: string, asker: Asker): Promise<{ readonly releaseAt: number | undefined }>;
  review(id: string, asker: Asker): Promise<"reviewed" | "already">;
  view(id: string): Promise<ApprovalView>;
  /** The request once nothing is left to happen, or as it stands after `withinMs`. */
  settled(id: string, withinMs: number, signal: AbortSignal): Promise<ApprovalView>;
  list(which: "pending" | "mine" | "recent", personId: string): Promise<readonly ApprovalView[]>;
  /** Hosts that Falconer holds isolated now. */
  isolated(): Promise<readonly ContainmentRow[]>;
  freeze(asker: Asker, reason: string): Promise<boolean>;
  unfreeze(asker: Asker, reason: string): Promise<boolean>;
  frozen(): Promise<Freeze | undefined>;
  card(view: ApprovalView): Card;
  gist(row: ApprovalRow): Gist;
  /** One word: `pending`, `contained`, `released`, `frozen`… */
  stateOf(view: ApprovalView): string;
  /** Where the request's card was or will be posted. */
  placeOf(row: ApprovalRow): Place | undefined;
  /** Draws a stored subject: its card now, and the version that this shows. */
  paint(subject: string): Promise<{ readonly card: Card; readonly version: number } | undefined>;
}

/** Holds no state of its own: any number of processes may do this over one store. */
export function createApprovals(parts: ApprovalParts): Approvals {
  const { store } = parts;
  const actionOf = ({ kind }: ApprovalRow) => {
    const action = parts.actions.get(kind);
    if (action === undefined) throw new UserError(`There is no action called ${kind}.`);
    return action;
  };
  const card = (view: ApprovalView): Card => approvalCard(view, actionOf(view.approval));
  return {
    card,
    gist: (row) => gistOf(row, actionOf(row)),
    stateOf: currentState,
    refuseTooMany: (hosts) => refuseTooMany(parts, parts.sources.host, hosts),
    propose: (wish, asker, signal) => propose(parts, wish, asker, signal),
    approve: (id, voter, reason) => decide(parts, id, "approve", voter, reason),
    deny: (id, voter, reason) => decide(parts, id, "deny", voter, reason),
    withdraw: (id, asker, reason) => withdraw(parts, id, asker, reason),
    drop: (id, why) => dropRequest(parts, id, why),
    async again(id, asker, signal) {
      const row = await required(store, id);
      const targets = row.targets.map((target) => target.id);
      const wish = {
        kind: row.kind,
        params: row.params,
        targets,
        reason: row.reason,
        isEmergency: false,
      };
      return propose(parts, wish, asker, signal);
    },
    extend: (id, asker) => changeHold(parts, id, "extend", asker),
    keep: (id, asker) => changeHold(parts, id, "keep", asker),
    review: (id, asker) => review(parts, id, asker),
    view: async (id) => viewOf(store, await required(store, id)),
    async settled(id, withinMs, signal) {
      const until = parts.clock.now() + withinMs;
      for (;;) {
        const view = await viewOf(store, await required(store, id));
        if (isFinal(view.approval.state) || parts.clock.now() >= until) return view;
        await parts.clock.sleep(SETTLING_MS, signal);
      }
    },
    async list(which, personId) {
      const rows = await store.approvals.list({
        limit: RECENT,
        ...(which === "pending" ? { states: ["pending", "approved", "running", "unconfirmed"] } : {}),
        ...(which === "mine" ? { requesterId: personId } : {}),
      });
      return Promise.all(rows.map((row) => viewOf(store, row)));
    },
    isolated: () => store.containments.open(),
    freeze: (asker, reason) => freeze(parts, asker, reason),
    unfreeze: (asker, reason) => unfreeze(parts, asker, reason),
    frozen: () => currentFreeze(store),
    placeOf: (row) => cardPlace(parts, row),
    async paint(subject) {
      const [kind, id] = subject.split(":", 2);
      const row = id === undefined ? undefined : await store.approvals.get(id);
      if (row === undefined) return undefined;
      const view = await viewOf(store, row);
      return { card: kind === "review" ? reviewCard(view) : card(view), version: row.version };
    },
  };
}
