/** Requests that programs make: what they rest on, how many may wait, who may decide them. */
import { describe, expect, it, onTestFinished } from "vitest";
import { renderText } from "../../adapters/terminal/index.ts";
import { MOST_WAITING } from "../../src/approvals/crowding.ts";
import { idsIn } from "../../src/approvals/grounds.ts";
import type { Asker } from "../../src/approvals/ports.ts";
import { newId } from "../../src/lib/id.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { ana, asker, HOST_A, HOST_B, lee, startWorld, wish, type World } from "./world.ts";

const ALERT = `${"c".repeat(32)}:ind:${"a".repeat(32)}:10-20-30`;
const OTHER = `${"c".repeat(32)}:ind:${"b".repeat(32)}:10-20-31`;
const LOST = `${"c".repeat(32)}:ind:${"d".repeat(32)}:0-0-0`;

/** The person's agent: another account, the same human. */
const agentOf = (person: Asker, ...cites: readonly string[]): Asker => ({
  ...person,
  account: { ...person.account, surface: "mcp", id: "login" },
  place: { surface: "mcp", channel: "login" },
  askedBy: "agent",
  cites,
  turnId: newId(),
});

async function start(): Promise<World> {
  const world = await startWorld({
    async cited(id) {
      if (id === LOST) return undefined;
      if (id === "broken") throw new Error("no answer");
      return { name: untrusted("Beacon"), deviceId: id === OTHER ? HOST_B : HOST_A };
    },
  });
  onTestFinished(() => world.store.close());
  return world;
}

async function cardText(world: World, id: string): Promise<string> {
  const card = world.approvals.card(await world.approvals.view(id));
  return renderText(card, { isColor: false, width: 200, now: world.clock.now() });
}

describe("an agent's request", () => {
  it("waits for a person even where the policy asks for nobody", async () => {
    const rule = {
      name: "free",
      actions: ["contain"],
      approvals: 0,
      from: "approver",
      expiresMs: 60_000,
    } as const;
    const world = await startWorld({ policy: { rules: [rule] } });
    onTestFinished(() => world.store.close());
    expect(await world.approvals.propose(wish(), agentOf(ana()))).toMatchObject({
      state: "pending",
      policy: { approvals: 1 },
    });
    expect((await world.approvals.propose(wish([HOST_B]), ana())).state).toBe("approved");
  });

  it("shows that it is machine-made, for whom, and with the alerts it cites", async () => {
    const world = await start();
    const { id } = await world.approvals.propose(wish(), agentOf(ana(), ALERT));
    const text = await cardText(world, id);
    expect(text).toContain("Machine-made request: an AI agent asks for ana, who cannot approve it");
    expect(text).toContain("machine-made, by an AI agent: “beaconing to a known C2”");
    expect(text).toMatch(new RegExp(`Cites\\s+${ALERT} Beacon`));
  });

  it("shows that it cites nothing", async () => {
    const world = await start();
    const { id } = await world.approvals.propose(wish(), agentOf(ana()));
    expect(await cardText(world, id)).toMatch(/Cites\s+no alert/);
  });

  it("shows which of what it cites is about another host, missing, or in doubt", async () => {
    const world = await start();
    const { id } = await world.approvals.propose(wish(), agentOf(ana(), OTHER, LOST, "broken"));
    const text = await cardText(world, id);
    expect(text).toContain(`${OTHER} Beacon (about another host)`);
    expect(text).toContain(`${LOST} (Falcon has no such alert)`);
    expect(text).toContain("broken (not looked up)");
  });

  it("cites what stands in its reason, once", async () => {
    const world = await start();
    const reason = `Beacon seen (${ALERT}), see also ${ALERT}.`;
    const row = await world.approvals.propose(wish([HOST_A], { reason }), agentOf(ana(), ALERT));
    expect(row.cites).toEqual([{ id: untrusted(ALERT), name: untrusted("Beacon"), is: "found" }]);
  });

  it("of a person cites nothing, and its card has no word of it", async () => {
    const world = await start();
    const row = await world.approvals.propose(wish([HOST_A], { reason: `see ${ALERT}` }), ana());
    expect(row.cites).toBeUndefined();
    expect(await cardText(world, row.id)).not.toMatch(/Cites|machine-made/i);
  });

  it("is not decided by its human from any account, but by somebody else", async () => {
    const world = await start();
    const human = asker("ana", "responder", "approver");
    const { id } = await world.approvals.propose(wish(), agentOf(human));
    await expect(world.approvals.approve(id, human)).rejects.toThrow(/yourself/);
    await expect(world.approvals.approve(id, agentOf(lee()))).rejects.toThrow(/Only a person/);
    // A settings entry that joins the agent's login to another person makes that person its human.
    world.links.set("mcp:login", "kim");
    await expect(world.approvals.approve(id, asker("kim", "approver"))).rejects.toThrow(/yourself/);
    expect((await world.approvals.approve(id, lee())).outcome).toBe("approved");
  });

  it("is no break-glass", async () => {
    const world = await start();
    const human = asker("ana", "responder", "approver");
    await expect(
      world.approvals.propose(wish([HOST_A], { isEmergency: true }), agentOf(human)),
    ).rejects.toThrow(/people alone/);
    expect(world.calls).toEqual([]);
  });
});

describe("an agent that asks again and again", () => {
  it("gets the request that waits already, also when it asks at once", async () => {
    const world = await start();
    const rows = await Promise.all([1, 2, 3].map(() => world.approvals.propose(wish(), agentOf(ana()))));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
    expect(await world.approvals.list("pending", "ana")).toHaveLength(1);
  });

  it("may ask anew once that one is decided, and its human may ask for the same", async () => {
    const world = await start();
    const first = await world.approvals.propose(wish(), agentOf(ana()));
    await world.approvals.deny(first.id, lee());
    expect((await world.approvals.propose(wish(), agentOf(ana()))).id).not.toBe(first.id);
    expect((await world.approvals.propose(wish(), ana())).askedBy).toBe("person");
  });

  it("has no more than so many waiting, however many it asks for at once", async () => {
    const world = await start();
    const tries = Array.from({ length: MOST_WAITING * 2 }, (_, n) =>
      world.approvals.propose(wish([HOST_A], { params: { forMs: (n + 1) * 60_000 } }), agentOf(ana())),
    );
    const ended = await Promise.allSettled(tries);
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(MOST_WAITING);
    // Another person's agent, and the person too, are not kept from asking.
    const other = agentOf(asker("lee", "responder"));
    expect((await world.approvals.propose(wish([HOST_B]), other)).state).toBe("pending");
    expect((await world.approvals.propose(wish([HOST_B]), ana())).state).toBe("pending");
  });
});

describe("ids in a sentence", () => {
  it.each([
    [`see ${ALERT}.`, [ALERT]],
    [`(${ALERT}), ${OTHER}; and so on`, [ALERT, OTHER]],
    [`ind:${"a".repeat(32)}:1-2-3 is short`, [`ind:${"a".repeat(32)}:1-2-3`]],
    ["C:\\Windows: nothing here, at 10:20:30", []],
  ])("are found whole: %s", (text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });
});
