/**
 * Any order of asking, voting, waiting, losing answers and dying: what may never happen,
 * does not.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { verifyRules } from "./rules.ts";
import {
  ana,
  asker,
  HOST_A,
  HOST_B,
  kim,
  lee,
  root,
  SERVER,
  startWorld,
  wish,
  type Fate,
  type World,
} from "./world.ts";

const hosts = fc.constantFrom(HOST_A, HOST_B, SERVER);
const request = fc.nat({ max: 3 });

const step = fc.oneof(
  fc.record({
    do: fc.constant("propose" as const),
    host: hosts,
    forMs: fc.option(fc.constantFrom(5_000, 30_000)),
  }),
  fc.record({ do: fc.constant("release" as const), host: hosts }),
  fc.record({ do: fc.constant("approve" as const), request, by: fc.constantFrom("ana", "lee", "kim") }),
  fc.record({ do: fc.constant("deny" as const), request, by: fc.constantFrom("lee", "kim") }),
  fc.record({ do: fc.constant("withdraw" as const), request }),
  fc.record({ do: fc.constant("both" as const), request }),
  fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(1, 3, 10, 60) }),
  fc.record({
    do: fc.constant("fate" as const),
    fate: fc.constantFrom<Fate>("lost before", "lost after", "refused", "limited"),
  }),
  fc.record({ do: fc.constant("crash" as const) }),
  fc.record({ do: fc.constant("freeze" as const), on: fc.boolean() }),
  fc.record({ do: fc.constant("go offline" as const), host: hosts, isOnline: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

it("keeps its rules through every order of events", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30 }), async (steps) => {
      const world = await startWorld();
      for (const one of steps) await take(world, one);
      await world.run(20);
      await verifyRules(world);
      await world.store.close();
    }),
    { numRuns: 150 },
  );
});

async function take(world: World, one: Step): Promise<void> {
  switch (one.do) {
    case "propose":
      await quietly(
        world.approvals.propose(
          wish([one.host], { params: one.forMs === null ? {} : { forMs: one.forMs } }),
          ana(),
        ),
      );
      return;
    case "release":
      await quietly(world.approvals.propose(wish([one.host], { kind: "release" }), ana()));
      return;
    case "approve":
      await vote(world, one.request, (id) => world.approvals.approve(id, asker(one.by, "approver")));
      return;
    case "deny":
      await vote(world, one.request, (id) => world.approvals.deny(id, asker(one.by, "approver")));
      return;
    case "withdraw":
      await vote(world, one.request, (id) => world.approvals.withdraw(id, ana()));
      return;
    case "both":
      await vote(world, one.request, (id) =>
        Promise.all([world.approvals.approve(id, lee()), world.approvals.deny(id, kim())]),
      );
      return;
    case "wait":
      await world.run(one.seconds);
      return;
    case "fate":
      world.fates.push(one.fate);
      return;
    case "crash":
      await world.crash();
      return;
    case "freeze":
      if (one.on) await world.approvals.freeze(root(), "drill");
      else await world.approvals.unfreeze(root(), "over");
      return;
    case "go offline": {
      const host = world.hosts.get(one.host);
      expect(host).toBeDefined();
      if (host !== undefined) host.isOnline = one.isOnline;
    }
  }
}

async function vote(world: World, position: number, cast: (id: string) => Promise<unknown>): Promise<void> {
  const rows = await world.approvals.list("recent", "ana");
  const row = rows[position];
  if (row !== undefined) await quietly(cast(row.approval.id));
}

/** Refusals are ordinary answers here; what matters is what was done. */
async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => expect(error).toHaveProperty("hint"));
}
