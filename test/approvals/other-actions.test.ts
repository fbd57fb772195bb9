/** What actions other than containment may ask of approvals: silence, an end with the call, words of their own. */
import { z } from "zod";
import { onTestFinished, describe, expect, it } from "vitest";
import { anyAction, type Action, type Look, type Order } from "../../src/actions/action.ts";
import { FalconError } from "../../src/falcon/errors.ts";
import { ana, HOST_A, HOST_B, lee, startWorld, wish, type World } from "./world.ts";

type Params = { readonly word: string };

/** An action that writes a word; `world` answers for it. */
function noteAction(changes: Partial<Action<Params>> = {}): Action {
  return anyAction<Params>({
    kind: "note",
    target: "host",
    risk: "low",
    params: z.object({ word: z.string() }),
    words: { verb: "Note", reached: "noted", undo: "write another" },
    countsAsIsolation: false,
    describe: ({ word }) => ({ verb: `Write ${word} on`, facts: { Word: word } }),
    execute: async () => undefined,
    ...changes,
  });
}

async function start(action: Action, approvals = 0): Promise<World> {
  const rule = { name: "notes", actions: ["note"], approvals, from: "approver", expiresMs: 60_000 } as const;
  const world = await startWorld({ actions: [action], policy: { rules: [rule] } });
  onTestFinished(() => world.store.close());
  return world;
}

const note = (targets: readonly string[] = [HOST_A]) =>
  wish(targets, { kind: "note", params: { word: "hello" } });

const told = async (world: World): Promise<readonly string[]> => {
  const rows = await world.store.deliveries.claim(Number.MAX_SAFE_INTEGER, "reader", 0, 100, []);
  return rows.map(({ key }) => key.split(":")[0] ?? "");
};

describe("an action that nobody has to agree to", () => {
  it("posts no card and says nothing when it is quiet and worked", async () => {
    const orders: Order<Params>[] = [];
    const world = await start(
      noteAction({
        isQuiet: true,
        execute: async (order) => void orders.push(order),
      }),
    );
    const { id } = await world.approvals.propose(note(), ana());
    await world.run(3);
    expect((await world.approvals.view(id)).approval.state).toBe("done");
    expect(orders).toMatchObject([
      { target: HOST_A, params: { word: "hello" }, approval: id, requester: { id: "ana" } },
    ]);
    expect(await told(world)).toEqual([]);
  });

  it("tells its requester when it is quiet and failed", async () => {
    const world = await start(
      noteAction({
        isQuiet: true,
        execute: async () => {
          throw new FalconError({ kind: "denied", effect: "none", hint: "no scope", message: "403" });
        },
      }),
    );
    const { id } = await world.approvals.propose(note(), ana());
    await world.run(3);
    expect((await world.approvals.view(id)).approval.state).toBe("failed");
    expect(await told(world)).toEqual(["told"]);
  });

  it("posts its card all the same where policy asks for somebody", async () => {
    const world = await start(noteAction({ isQuiet: true }), 1);
    const { id } = await world.approvals.propose(note(), ana());
    expect(await told(world)).toEqual(["approval"]);
    await world.approvals.approve(id, lee());
    await world.run(3);
    expect((await world.approvals.view(id)).approval.state).toBe("done");
  });
});

describe("an action with a look of its own", () => {
  const seeing = (look: Look | undefined, changes: Partial<Action<Params>> = {}): Action =>
    noteAction({
      look: async (orders) => new Map(look === undefined ? [] : orders.map((order) => [order, look])),
      ...changes,
    });

  it("is refused when what it is aimed at is gone", async () => {
    const world = await start(seeing(undefined));
    const { id } = await world.approvals.propose(note(), ana());
    await world.run(3);
    const { approval, executions } = await world.approvals.view(id);
    expect(approval.state).toBe("refused");
    expect(executions[0]?.outcome?.is("Falcon no longer has it")).toBe(true);
  });

  it("is asked for nothing when the world is that way already", async () => {
    const world = await start(seeing({ progress: "reached" }));
    await expect(world.approvals.propose(note(), ana())).rejects.toThrow(/noted already/);
  });

  it("tells in its own words why a lost call is given up, and does not call again", async () => {
    let calls = 0;
    const world = await start(
      seeing(undefined, {
        endsWithCall: true,
        execute: async () => {
          calls += 1;
          throw new FalconError({ kind: "timeout", effect: "unknown", hint: "lost", message: "lost" });
        },
        look: async (orders) =>
          new Map(
            orders.map((order): [typeof order, Look] => [
              order,
              order.attempts === 0
                ? { progress: "untouched" }
                : { progress: "gone", why: "nobody knows whether it ran" },
            ]),
          ),
      }),
    );
    const { id } = await world.approvals.propose(note(), ana());
    await world.run(10);
    const { approval, executions } = await world.approvals.view(id);
    expect(calls).toBe(1);
    expect(approval.state).toBe("failed");
    expect(executions[0]?.outcome?.is("nobody knows whether it ran")).toBe(true);
  });

  it("is verified by the accepted call alone where the call is the end", async () => {
    const world = await start(seeing({ progress: "untouched" }, { endsWithCall: true }));
    const { id } = await world.approvals.propose(note([HOST_A, HOST_B]), ana());
    await world.run(3);
    const { executions } = await world.approvals.view(id);
    expect(executions.map(({ state }) => state)).toEqual(["verified", "verified"]);
  });
});

it("somebody who waits for a request sees it end, or as it stands when the time is over", async () => {
  const world = await start(noteAction());
  const { id } = await world.approvals.propose(note(), ana());
  const never = new AbortController().signal;
  const waiting = world.approvals.settled(id, 5_000, never);
  await world.run(3);
  expect((await waiting).approval.state).toBe("done");

  const pending = await world.approvals.propose(wish([HOST_B], { kind: "contain" }), ana());
  const impatient = world.approvals.settled(pending.id, 1_000, never);
  await world.clock.advance(2_000);
  expect((await impatient).approval.state).toBe("pending");
});

it("the card says the action's own verb and facts", async () => {
  const world = await start(noteAction(), 1);
  const row = await world.approvals.propose(note(), ana());
  const { title, blocks } = world.approvals.card(await world.approvals.view(row.id));
  expect(JSON.stringify(title)).toContain("Write hello on");
  expect(JSON.stringify(blocks)).toContain('"label":"Word","value":"hello"');
});
