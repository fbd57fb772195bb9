/**
 * A change as data: what may be proposed, what it does to one target, and how the world
 * is asked afterwards. Actions never run by themselves; only `approvals/` executes them.
 */
import type { z } from "zod";
import type { Progress } from "../approvals/execution-machine.ts";
import type { Block, Inline } from "../chat/card.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { Effects } from "./effects.ts";

/** What a change is aimed at; each sort has a `TargetSource` that knows its records. */
export type TargetSort = "host" | "alert" | "indicator";

/** One approved change of one target, with what the call may have to say about itself. */
export interface Order<Params = Record<string, unknown>> {
  /** Names the call: the same however often it is begun. Empty before anything was decided. */
  readonly execution: string;
  readonly approval: string;
  readonly target: string;
  readonly params: Params;
  readonly reason: Untrusted;
  readonly requester: { readonly id: string; readonly name: Untrusted };
  /** When it was asked for, in milliseconds. */
  readonly askedAt: number;
  /** Calls begun so far: with none, the world cannot show their effect yet. */
  readonly attempts: number;
}

/** What a look at the world says of one order; `why` replaces the usual words for it. */
export interface Look {
  readonly progress: Progress;
  readonly why?: string;
}

/** What the card says of the params: the verb, lines of facts, the exact text that would run. */
export interface Description {
  readonly verb?: string;
  readonly facts?: Readonly<Record<string, Inline | undefined>>;
  readonly blocks?: readonly Block[];
}

/** One kind of change. Its `kind` is stored in rows and named in the settings' rules: it never changes. */
export interface Action<Params extends Record<string, unknown> = Record<string, unknown>> {
  readonly kind: string;
  readonly target: TargetSort;
  /** `high` asks for a form or a click more where a surface offers one. */
  readonly risk: "low" | "high";
  readonly params: z.ZodType<Params>;
  /** Words for cards: the verb, what it says when it is true, and what undoes it. */
  readonly words: { readonly verb: string; readonly reached: string; readonly undo: string };
  /** What counts against the hourly cap of isolations. */
  readonly countsAsIsolation: boolean;
  /** Nobody has to agree and it does no harm: then no card is posted, its command answers. */
  readonly isQuiet?: boolean;
  /** An accepted call is the end; `look` settles lost calls only. */
  readonly endsWithCall?: boolean;
  /**
   * How long an accepted change may take to show, and then to finish; a minute or two unless
   * given. `everyMs`: how often it is looked at once it has not ended at once.
   */
  readonly patience?: { readonly startMs: number; readonly finishMs: number; readonly everyMs?: number };
  describe?(params: Params): Description;
  /** Makes the call, once. @throws FalconError whose `effect` says whether it may have happened */
  execute(order: Order<Params>, effects: Effects, signal?: AbortSignal): Promise<void>;
  /**
   * Asks the world about many orders at once. An order that is left out has lost its target.
   * Absent: nothing can be asked, and an accepted call is the end.
   */
  look?(
    orders: readonly Order<Params>[],
    effects: Effects,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<Order<Params>, Look>>;
}

/** For the table of actions, where every kind has params of its own; they are parsed by its own schema. */
export const anyAction = <Params extends Record<string, unknown>>(action: Action<Params>): Action => action;
