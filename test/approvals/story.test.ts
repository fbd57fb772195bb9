import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../src/lib/id.ts";
import {
  ana,
  asker,
  CONTROLLER,
  HOST_A,
  HOST_B,
  kim,
  lee,
  root,
  SERVER,
  startWorld,
  wish,
  type World,
} from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});

const stateOf = async (id: string): Promise<string> =>
  world.approvals.stateOf(await world.approvals.view(id));
const host = (id: string) => {
  const found = world.hosts.get(id);
  if (found === undefined) throw new Error("no such host");
  return found;
};

describe("one isolation", () => {
  it("is called once, and done only when the record says so twice", async () => {
    const request = await world.approvals.propose(wish(), ana());
    expect(request.state).toBe("pending");
    await world.run(3);
    expect(world.calls).toEqual([]);

    const decided = await world.approvals.approve(request.id, lee());
    expect(decided.outcome).toBe("approved");
    await world.run(6);
    expect(world.calls).toEqual([{ kind: "contain", id: HOST_A }]);
    expect(await stateOf(request.id)).toBe("contained");
    expect((await world.approvals.view(request.id)).executions.map((row) => row.state)).toEqual(["verified"]);
  });

  it("is one request however often the same turn asks", async () => {
    const turn = ana();
    const first = await world.approvals.propose(wish(), turn);
    const second = await world.approvals.propose(wish(), turn);
    expect(second.id).toBe(first.id);
    expect(await world.approvals.list("recent", "ana")).toHaveLength(1);
  });

  it("turns red when the endpoint never changes, and green when it does after all", async () => {
    host(HOST_A).isDeaf = true;
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(90);
    expect(await stateOf(request.id)).toBe("unconfirmed");
    expect(world.calls).toHaveLength(1);
    host(HOST_A).status = "contained";
    await world.run(30);
    expect(await stateOf(request.id)).toBe("contained");
    expect(world.calls).toHaveLength(1);
  });

  it("stays pending at an offline endpoint and says so", async () => {
    host(HOST_A).isOnline = false;
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(10);
    const view = await world.approvals.view(request.id);
    expect(view.executions[0]?.state).toBe("pending");
    expect(view.approval.state).toBe("running");
    await world.run(150);
    expect(await stateOf(request.id)).toBe("unconfirmed");
  });

  it("needs no request when the host is contained already", async () => {
    host(HOST_A).status = "contained";
    await expect(world.approvals.propose(wish(), ana())).rejects.toThrow(/contained already/);
  });

  it("is not called again when somebody contained the host meanwhile", async () => {
    const request = await world.approvals.propose(wish(), ana());
    host(HOST_A).status = "contained";
    await world.approvals.approve(request.id, lee());
    await world.run(6);
    expect(world.calls).toEqual([]);
    expect(await stateOf(request.id)).toBe("contained");
  });
});

describe("who decides", () => {
  it("the requester never counts, and the refusal is audited", async () => {
    const request = await world.approvals.propose(wish(), lee());
    await expect(world.approvals.approve(request.id, lee())).rejects.toThrow(/yourself/);
    expect(await stateOf(request.id)).toBe("pending");
    const [line] = await world.store.audit.recent({ about: request.id, limit: 1 });
    expect(line?.body.event).toBe("approval.approve.refused");
  });

  it("a linked account of the requester does not count either", async () => {
    const request = await world.approvals.propose(wish(), lee());
    world.links.set("chat:lee", "lee-elsewhere");
    await expect(world.approvals.approve(request.id, asker("lee-elsewhere", "approver"))).rejects.toThrow(
      /yourself/,
    );
  });

  it("an account linked to the requester after the vote no longer counts at the call", async () => {
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(request.id, lee());
    world.links.set("chat:lee", "ana");
    await world.run(3);
    expect(world.calls).toEqual([]);
    expect(await stateOf(request.id)).toBe("refused");
  });

  it("the human behind an agent does not count", async () => {
    const agent = { ...lee(), askedBy: "agent" as const };
    const request = await world.approvals.propose(wish(), agent);
    await expect(world.approvals.approve(request.id, lee())).rejects.toThrow(/yourself/);
    await expect(world.approvals.approve(request.id, { ...kim(), askedBy: "agent" })).rejects.toThrow(
      /person/,
    );
    expect((await world.approvals.approve(request.id, kim())).outcome).toBe("approved");
  });

  it("a responder cannot approve, and nothing happens", async () => {
    const request = await world.approvals.propose(wish(), ana());
    await expect(world.approvals.approve(request.id, asker("bo", "responder"))).rejects.toThrow(
      /role approver/,
    );
    await world.run(2);
    expect(world.calls).toEqual([]);
  });

  it("an id typed in capitals, with a space before it, is the same request", async () => {
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(` ${request.id.toUpperCase()}`, lee());
    await world.run(6);
    expect(world.calls).toEqual([{ kind: "contain", id: HOST_A }]);
    expect(await stateOf(request.id)).toBe("contained");
  });

  it("one denial ends it, and a later approval changes nothing", async () => {
    const request = await world.approvals.propose(wish([SERVER]), ana());
    await world.approvals.approve(request.id, lee());
    expect((await world.approvals.deny(request.id, kim(), "wrong host")).outcome).toBe("denied");
    expect((await world.approvals.approve(request.id, asker("zoe", "approver"))).outcome).toBe("already");
    await world.run(3);
    expect(world.calls).toEqual([]);
    expect(await stateOf(request.id)).toBe("denied");
  });

  it("only the requester withdraws, and only while it is pending", async () => {
    const request = await world.approvals.propose(wish(), ana());
    await expect(world.approvals.withdraw(request.id, lee())).rejects.toThrow(/person who asked/);
    expect((await world.approvals.withdraw(request.id, ana())).outcome).toBe("withdrawn");
    expect((await world.approvals.approve(request.id, lee())).outcome).toBe("already");
    expect(await stateOf(request.id)).toBe("withdrawn");
  });

  it("a server needs two people, and one person clicking ten times is one", async () => {
    const request = await world.approvals.propose(wish([SERVER]), ana());
    const clicks = await Promise.all(
      Array.from({ length: 10 }, () => world.approvals.approve(request.id, lee())),
    );
    expect(clicks.filter(({ outcome }) => outcome === "counted")).toHaveLength(1);
    expect(clicks.filter(({ outcome }) => outcome === "voted-before")).toHaveLength(9);
    expect((await world.approvals.approve(request.id, kim())).outcome).toBe("approved");
    await world.run(6);
    expect(world.calls).toEqual([{ kind: "contain", id: SERVER }]);
  });

  it("two approvers in one instant make one call", async () => {
    const request = await world.approvals.propose(wish(), ana());
    const both = await Promise.all([
      world.approvals.approve(request.id, lee()),
      world.approvals.approve(request.id, kim()),
    ]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["already", "approved"]);
    await world.run(6);
    expect(world.calls).toHaveLength(1);
  });

  it("approve against deny in one instant ends in exactly one of them", async () => {
    for (let round = 0; round < 10; round += 1) {
      const request = await world.approvals.propose(wish([HOST_B]), ana());
      const [yes, no] = await Promise.all([
        world.approvals.approve(request.id, lee()),
        world.approvals.deny(request.id, kim()),
      ]);
      const { approval } = await world.approvals.view(request.id);
      expect([yes.outcome === "approved", no.outcome === "denied"].filter(Boolean)).toHaveLength(1);
      expect(approval.state).toBe(yes.outcome === "approved" ? "approved" : "denied");
      await world.run(8);
      host(HOST_B).status = "normal";
    }
    const denied = (await world.approvals.list("recent", "ana")).filter(
      ({ approval }) => approval.state === "denied",
    ).length;
    expect(world.calls).toHaveLength(10 - denied);
  });
});

describe("time", () => {
  it("silence is never yes, and a late click changes nothing", async () => {
    const request = await world.approvals.propose(wish(), ana());
    await world.clock.advance(15 * 60_000);
    expect((await world.approvals.approve(request.id, lee())).outcome).toBe("already");
    await world.run(2);
    expect(world.calls).toEqual([]);
    expect(await stateOf(request.id)).toBe("expired");
    expect(await world.store.deliveries.byKey(`told:${request.id}:expired`)).toBeDefined();
  });

  it("approved and never started in time, it expires, and its requester is told", async () => {
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(request.id, lee());
    await world.clock.advance(15 * 60_000);
    await world.run(2);
    expect(world.calls).toEqual([]);
    expect(await stateOf(request.id)).toBe("expired");
    expect(await world.store.deliveries.byKey(`told:${request.id}:expired`)).toBeDefined();
  });

  it("a target that could not be begun in time is refused, though another one was called", async () => {
    const request = await world.approvals.propose(wish([HOST_A, HOST_B]), ana());
    await world.clock.advance(14 * 60_000 + 50_000);
    host(HOST_B).status = "lift_containment_pending";
    await world.approvals.approve(request.id, lee());
    await world.run(20);
    host(HOST_B).status = "normal";
    await world.run(10);
    expect(world.calls).toEqual([{ kind: "contain", id: HOST_A }]);
    const { executions } = await world.approvals.view(request.id);
    expect(executions.map(({ state }) => state).sort()).toEqual(["refused", "verified"]);
  });

  it("expiry after a restart neither revives nor forgets", async () => {
    const request = await world.approvals.propose(wish(), ana());
    await world.crash();
    await world.clock.advance(15 * 60_000);
    await world.run(1);
    expect(await stateOf(request.id)).toBe("expired");
    const again = await world.approvals.again(request.id, ana());
    expect(again.id).not.toBe(request.id);
    expect(await stateOf(again.id)).toBe("pending");
  });

  it("reminds once before it expires", async () => {
    const request = await world.approvals.propose(wish(), ana());
    const [card] = await world.store.deliveries.of(`approval:${request.id}`);
    const message = { surface: "chat", channel: "approvals", message: "1" };
    await world.store.deliveries.settle(card!.id, { state: "sent", message, drawnVersion: 1 });
    await world.clock.advance(13 * 60_000);
    await world.run(3);
    expect(await world.store.deliveries.byKey(`note:${request.id}:reminder:chat:approvals`)).toBeDefined();
    expect(await stateOf(request.id)).toBe("pending");
  });

  it("--for counts from contained, and the release runs under the same approval", async () => {
    const request = await world.approvals.propose(wish([HOST_A], { params: { forMs: 60_000 } }), ana());
    await world.clock.advance(5 * 60_000);
    await world.approvals.approve(request.id, lee());
    await world.run(50);
    expect(host(HOST_A).status).toBe("contained");
    await world.run(25);
    expect(world.calls.map(({ kind }) => kind)).toEqual(["contain", "release"]);
    expect(host(HOST_A).status).toBe("normal");
    expect(await stateOf(request.id)).toBe("released");
  });

  it("extend adds the same time again, keep takes the end away", async () => {
    const request = await world.approvals.propose(wish([HOST_A], { params: { forMs: 60_000 } }), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(40);
    await world.approvals.extend(request.id, ana());
    await world.run(40);
    expect(host(HOST_A).status).toBe("contained");
    await world.approvals.keep(request.id, kim());
    await world.run(200);
    expect(host(HOST_A).status).toBe("contained");
    await expect(world.approvals.extend(request.id, ana())).rejects.toThrow(/no end/);
  });

  it("extend and keep are not for those who only look", async () => {
    const request = await world.approvals.propose(wish([HOST_A], { params: { forMs: 60_000 } }), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(10);
    await expect(world.approvals.keep(request.id, asker("eve", "viewer"))).rejects.toThrow(/role/);
  });
});

describe("what is checked again just before the call", () => {
  it("a host set up anew under the same name is refused", async () => {
    const request = await world.approvals.propose(wish(), ana());
    host(HOST_A).namesakes.push("f".repeat(32));
    await world.approvals.approve(request.id, lee());
    await world.run(3);
    expect(world.calls).toEqual([]);
    expect(await stateOf(request.id)).toBe("refused");
  });

  it("a host that is gone is refused", async () => {
    const request = await world.approvals.propose(wish(), ana());
    world.hosts.delete(HOST_A);
    await world.approvals.approve(request.id, lee());
    await world.run(3);
    expect(await stateOf(request.id)).toBe("refused");
  });

  it("an altered row is refused", async () => {
    const request = await world.approvals.propose(wish(), ana());
    const row = (await world.store.approvals.get(request.id))!;
    const [target] = row.targets;
    await world.store.approvals.move(row, { state: "pending", targets: [{ ...target!, id: HOST_B }] });
    await world.approvals.approve(request.id, lee());
    await world.run(3);
    expect(world.calls).toEqual([]);
    expect(await stateOf(request.id)).toBe("refused");
  });

  it("frozen means that nothing executes, and the card says so", async () => {
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.freeze(root(), "drill");
    await world.approvals.approve(request.id, lee());
    await world.run(5);
    expect(world.calls).toEqual([]);
    expect(await stateOf(request.id)).toBe("frozen");
    await world.approvals.unfreeze(root(), "over");
    await world.run(5);
    expect(world.calls).toEqual([]);
    const anew = await world.approvals.again(request.id, ana());
    await world.approvals.approve(anew.id, lee());
    await world.run(6);
    expect(await stateOf(anew.id)).toBe("contained");
  });

  it("the audit has one line for one freeze, however often it was asked for", async () => {
    expect(await world.approvals.freeze(root(), "drill")).toBe(true);
    expect(await world.approvals.freeze(root(), "another word")).toBe(false);
    const lines = await world.store.audit.recent({ limit: 10 });
    expect(lines.filter(({ body }) => body.event === "frozen")).toHaveLength(1);
  });

  it("an automatic release waits for the end of a freeze", async () => {
    const request = await world.approvals.propose(wish([HOST_A], { params: { forMs: 10_000 } }), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(6);
    await world.approvals.freeze(root(), "drill");
    await world.run(20);
    expect(host(HOST_A).status).toBe("contained");
    await world.approvals.unfreeze(root(), "over");
    await world.run(10);
    expect(host(HOST_A).status).toBe("normal");
    expect(await stateOf(request.id)).toBe("released");
  });
});

describe("limits", () => {
  it("a protected host takes two approvers whatever the rule says, and no break-glass", async () => {
    const request = await world.approvals.propose(wish([CONTROLLER]), ana());
    expect(request.policy.approvals).toBe(2);
    await expect(world.approvals.propose(wish([CONTROLLER], { isEmergency: true }), lee())).rejects.toThrow(
      /protected/,
    );
  });

  it("more hosts than the cap are refused when asked", async () => {
    const many = Array.from({ length: 6 }, (_, i) => String(i).repeat(32));
    await expect(world.approvals.propose(wish(many), ana())).rejects.toThrow(/at most 5 hosts/);
  });

  it("caps and the need of a second person hold for an agent too", async () => {
    const agent = { ...lee(), askedBy: "agent" as const };
    const flood = Array.from({ length: 5_000 }, (_, i) => i.toString(16).padStart(32, "0"));
    await expect(world.approvals.propose(wish(flood), agent)).rejects.toThrow(/at most 5 hosts/);
    await expect(world.approvals.propose(wish([HOST_A], { isEmergency: true }), agent)).rejects.toThrow(
      /people alone/,
    );
    const request = await world.approvals.propose(wish(), agent);
    expect(request.policy.approvals).toBeGreaterThanOrEqual(1);
    await world.run(3);
    expect(world.calls).toEqual([]);
  });

  it("the hourly cap holds at the call as well", async () => {
    const small = await startWorld({
      policy: { caps: { hostsPerRequest: 5, isolationsPerHour: 1, emergenciesPerDay: 2 } },
    });
    const first = await small.approvals.propose(wish([HOST_A]), ana());
    const second = await small.approvals.propose(wish([HOST_B]), ana());
    await small.approvals.approve(first.id, lee());
    await small.approvals.approve(second.id, lee());
    await small.run(8);
    expect(small.effects).toHaveLength(1);
    const states = await Promise.all(
      [first, second].map(async ({ id }) => small.approvals.stateOf(await small.approvals.view(id))),
    );
    expect(states.sort()).toEqual(["contained", "refused"]);
  });

  it("break-glass runs at once, is capped, and leaves a review for somebody else", async () => {
    const request = await world.approvals.propose(wish([HOST_A], { isEmergency: true }), lee());
    await world.run(6);
    expect(await stateOf(request.id)).toBe("contained");
    expect(await world.store.deliveries.byKey(`review:${request.id}`)).toBeDefined();
    await expect(world.approvals.review(request.id, lee())).rejects.toThrow(/yourself/);
    expect(await world.approvals.review(request.id, kim())).toBe("reviewed");
    expect(await world.approvals.review(request.id, kim())).toBe("already");
    await expect(world.approvals.propose(wish([HOST_B], { isEmergency: true }), ana())).rejects.toThrow(
      /role approver/,
    );
    await world.approvals.propose(wish([HOST_B], { isEmergency: true }), lee());
    await expect(world.approvals.propose(wish([SERVER], { isEmergency: true }), lee())).rejects.toThrow(
      /cap/,
    );
  });

  it("several hosts get a verdict each", async () => {
    world.fates = ["works", "refused"];
    const request = await world.approvals.propose(wish([HOST_A, HOST_B]), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(8);
    const view = await world.approvals.view(request.id);
    expect(view.approval.state).toBe("failed");
    expect(view.executions.map((row) => row.state).sort()).toEqual(["failed", "verified"]);
    expect(world.effects).toHaveLength(1);
  });
});

describe("a lost answer", () => {
  it("that had arrived is not repeated", async () => {
    world.fates = ["lost after"];
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(8);
    expect(world.calls).toHaveLength(1);
    expect(await stateOf(request.id)).toBe("contained");
  });

  it("that had not arrived is called again after the record was asked", async () => {
    world.fates = ["lost before"];
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(15);
    expect(world.calls).toHaveLength(2);
    expect(world.effects).toHaveLength(1);
    expect(await stateOf(request.id)).toBe("contained");
  });

  it("three times over ends as an honest failure", async () => {
    world.fates = ["lost before", "lost before", "lost before", "lost before"];
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(60);
    expect(world.calls).toHaveLength(3);
    expect(await stateOf(request.id)).toBe("failed");
  });

  it("a rate limit postpones and is not a failure", async () => {
    world.fates = ["limited"];
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(10);
    expect(world.calls).toHaveLength(2);
    expect(await stateOf(request.id)).toBe("contained");
  });

  it("a refusal names the reason on the card", async () => {
    world.fates = ["refused"];
    const request = await world.approvals.propose(wish(), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(5);
    const { approval } = await world.approvals.view(request.id);
    expect(approval.state).toBe("failed");
    expect(approval.outcome?.matches(/denied happened/)).toBe(true);
  });
});

it("an unknown request is a plain answer", async () => {
  await expect(world.approvals.view(newId())).rejects.toThrow(/No request/);
});
