/** Tokens of AI agents, and what their requests cite. */
import { describe, expect, it } from "vitest";
import { newId } from "../../../src/lib/id.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import type { AgentTokenRow } from "../../../src/store/token-rows.ts";
import { approvalRow, THEN } from "../../fixtures/rows.ts";
import type { Given } from "../store.ts";

const tokenRow = (changes: Partial<AgentTokenRow> = {}): AgentTokenRow => ({
  id: newId(),
  name: "triage",
  personId: "ana-diaz",
  role: "viewer",
  hash: "e".repeat(64),
  createdBy: "root-admin",
  createdAt: THEN,
  expiresAt: THEN + 1_000,
  revokedAt: undefined,
  usedAt: undefined,
  ...changes,
});

export function agentsContract(given: Given): void {
  describe("agents' tokens", () => {
    it("come back as they were written, newest first", async () => {
      const { agentTokens } = await given.store();
      const [older, newer] = [tokenRow(), tokenRow({ createdAt: THEN + 1, role: "responder" })];
      await agentTokens.insert(older);
      await agentTokens.insert(newer);
      expect(await agentTokens.list()).toEqual([newer, older]);
      expect(await agentTokens.get(older.id)).toEqual(older);
      expect(await agentTokens.get("nosuch")).toBeUndefined();
    });

    it("are revoked once, and stay so", async () => {
      const { agentTokens } = await given.store();
      const row = tokenRow();
      await agentTokens.insert(row);
      expect(await agentTokens.revoke(row.id, THEN + 5)).toBe(true);
      expect(await agentTokens.revoke(row.id, THEN + 9)).toBe(false);
      expect(await agentTokens.revoke("nosuch", THEN)).toBe(false);
      expect(await agentTokens.get(row.id)).toEqual({ ...row, revokedAt: THEN + 5 });
    });

    it("are noted as used, not more often than asked for", async () => {
      const { agentTokens } = await given.store();
      const row = tokenRow();
      await agentTokens.insert(row);
      const usedAt = async (): Promise<number | undefined> => (await agentTokens.get(row.id))?.usedAt;
      await agentTokens.touch(row.id, THEN + 10, 100);
      expect(await usedAt()).toBe(THEN + 10);
      await agentTokens.touch(row.id, THEN + 109, 100);
      expect(await usedAt()).toBe(THEN + 10);
      await agentTokens.touch(row.id, THEN + 110, 100);
      expect(await usedAt()).toBe(THEN + 110);
    });
  });

  describe("what a request cites", () => {
    it("is kept with its verdict, and nothing is told from an empty list", async () => {
      const { approvals } = await given.store();
      const cites = [
        { id: untrusted("c:ind:a:1"), name: untrusted("Beacon"), is: "found" },
        { id: untrusted("c:ind:a:2"), is: "missing" },
      ] as const;
      const rows = [approvalRow({ askedBy: "agent", cites }), approvalRow({ cites: [] }), approvalRow()];
      for (const row of rows) await approvals.insert(row);
      expect((await approvals.get(rows[0]!.id))?.cites).toEqual(cites);
      expect((await approvals.get(rows[1]!.id))?.cites).toEqual([]);
      expect((await approvals.get(rows[2]!.id))?.cites).toBeUndefined();
    });
  });
}
