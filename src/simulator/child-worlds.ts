/** What a token for a Flight Control child sees: a world of its own, made when one is first used. */
import { createDice } from "./dice.ts";
import { RtrDesk } from "./rtr/desk.ts";
import type { ChildTenant, Tenant } from "./tenant.ts";
import { createWorkshop } from "./workshop.ts";
import { createWorld } from "./world/world.ts";

const SEED_DIGITS = 8;

/** A child without hosts of its own is undefined: its token sees the parent's world. */
export function childWorlds(parts: {
  readonly children: readonly ChildTenant[];
  readonly containMs: number;
  readonly parent: () => Tenant;
  readonly now: () => number;
}): (cid: string) => Tenant | undefined {
  const { children, containMs, parent, now } = parts;
  const made = new Map<string, Tenant>();

  function make({ cid, hosts = [] }: ChildTenant): Tenant {
    const dice = createDice(Number.parseInt(cid.slice(0, SEED_DIGITS), 16));
    const world = createWorld({ dice, startMs: now(), containMs, scenario: "quiet", empty: true });
    const workshop = createWorkshop({ dice, hosts: world.hosts, alerts: world.alerts, now });
    for (const wanted of hosts) workshop.addHost({ cid, ...wanted });
    const rtr = new RtrDesk({ hosts: world.hosts, dice, startMs: now() });
    return { ...parent(), ...world, cid, dice, children: [], workshop, rtr };
  }

  return (cid) => {
    const plan = children.find((child) => child.cid === cid);
    if (plan?.hosts === undefined) return undefined;
    const world = made.get(cid) ?? make(plan);
    made.set(cid, world);
    return world;
  };
}
