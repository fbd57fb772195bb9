/** Cases, and the retired incidents for as long as a tenant answers them: its answers decide. */
import { describe, expect, it } from "vitest";
import { incidents } from "../../commands/incidents.ts";
import { wordsOf } from "../bot/card-words.ts";
import { say } from "../commands/say.ts";
import { startBed } from "../hosts/bed.ts";

const INCIDENTS = "/incidents/queries/incidents/v1";

describe("incidents", () => {
  it.each([404, 410] as const)(
    "answered with %i are cases alone, and are not asked for again",
    async (status) => {
      const bed = await startBed({ scenario: "quiet", incidents: status });
      const card = await say(incidents, {}, bed);
      expect(card.data).toMatchObject({ total: 5 });
      expect(wordsOf(card)).not.toContain("retired");
      await say(incidents, {}, bed);
      expect(bed.simulator.state.callsTo(INCIDENTS)).toHaveLength(1);
    },
  );

  it("of a client without the scope for them are cases alone", async () => {
    const poor = { id: "poor", secret: "s", scopes: ["cases:read"] };
    const bed = await startBed({ scenario: "quiet", incidents: "answered", clients: [poor] }, poor);
    expect((await say(incidents, {}, bed)).data).toMatchObject({ total: 5 });
  });

  it("of a tenant that has them stand beside the cases, newest first, with the same filters", async () => {
    const bed = await startBed({ scenario: "quiet", incidents: "answered" });
    const card = await say(incidents, { status: "open", severity: "high" }, bed);
    const rows = (card.data as { cases: readonly { kind: string; status: string; severity: number }[] })
      .cases;
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(["case", "incident"]));
    expect(rows.every(({ severity, status }) => severity >= 60 && status !== "closed")).toBe(true);
    expect(wordsOf(card)).toContain("retired collection of incidents");
    const [asked] = bed.simulator.state.callsTo(INCIDENTS);
    expect(asked?.query["filter"]?.[0]).toMatch(
      /^\(start:>='.+'\)\+\(fine_score:>=60\)\+\(status:\['20','30','25'\]\)$/,
    );
    expect(asked?.query["sort"]).toEqual(["start.desc"]);
  });

  it("whose collection stumbles are not mistaken for one that is gone", async () => {
    const bed = await startBed({
      scenario: "quiet",
      incidents: "answered",
      faults: [{ path: INCIDENTS, fault: { status: 400 }, count: 1 }],
    });
    await expect(say(incidents, {}, bed)).rejects.toMatchObject({ kind: "invalid" });
    expect((await say(incidents, {}, bed)).data).toMatchObject({ total: 10 });
  });

  it("without the scope for cases name it", async () => {
    const poor = { id: "poor", secret: "s", scopes: ["devices:read"] };
    const bed = await startBed({ scenario: "quiet", clients: [poor] }, poor);
    await expect(say(incidents, {}, bed)).rejects.toMatchObject({ scope: "Cases: Read (cases:read)" });
  });
});
