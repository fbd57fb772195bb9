/** What every store has to keep, whichever engine is underneath. */
import { describe, onTestFinished } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { agentsContract } from "./store/agents.ts";
import { approvalsContract } from "./store/approvals.ts";
import { auditContract } from "./store/audit.ts";
import { deliveriesContract } from "./store/deliveries.ts";
import { feedContract } from "./store/feed.ts";
import { executionsContract } from "./store/executions.ts";
import { oldRowsContract } from "./store/old-rows.ts";
import { keepsakesContract } from "./store/keepsakes.ts";
import { rtrContract } from "./store/rtr.ts";
import { transactionsContract } from "./store/transactions.ts";

/** One empty database. */
export interface StoreBench {
  /** Another handle on the same database, as another process has it. */
  open(): Promise<Store>;
  /** Changes the tables behind the store's back. */
  run(statement: string): Promise<void>;
  remove(): Promise<void>;
}

/** What the tests of the contract start from. Everything is closed and removed after each. */
export interface Given {
  bench(): Promise<StoreBench>;
  store(): Promise<Store>;
}

export function storeContract(name: string, create: () => Promise<StoreBench>): void {
  const bench = async (): Promise<StoreBench> => {
    const made = await create();
    onTestFinished(() => made.remove());
    return {
      ...made,
      async open() {
        const store = await made.open();
        onTestFinished(() => store.close());
        return store;
      },
    };
  };
  const given: Given = { bench, store: async () => (await bench()).open() };

  describe(`${name} keeps the store contract`, () => {
    approvalsContract(given);
    executionsContract(given);
    deliveriesContract(given);
    auditContract(given);
    keepsakesContract(given);
    feedContract(given);
    oldRowsContract(given);
    agentsContract(given);
    transactionsContract(given);
    rtrContract(given);
  });
}
