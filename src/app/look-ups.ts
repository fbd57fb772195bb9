/** The reading services of one tenant, and the tenants that can be asked about. */
import type { PicturesPort } from "../alerts/pictures.ts";
import { createAlerts } from "../alerts/service.ts";
import { createAssets } from "../assets/service.ts";
import { createCases } from "../cases/service.ts";
import type { Paint } from "../delivery/painters.ts";
import type { Falcon } from "../falcon/client.ts";
import { createHostGroups } from "../hosts/groups.ts";
import type { HostHints } from "../hosts/service.ts";
import { createHosts } from "../hosts/service.ts";
import { createIndicators } from "../indicators/service.ts";
import type { Clock } from "../lib/clock.ts";
import type { OwnSessions } from "../sessions/ports.ts";
import { createSessions } from "../sessions/service.ts";
import { createTenants, type Tenants } from "../tenants/service.ts";
import { createVulnerabilities } from "../vulnerabilities/service.ts";
import type { FalconerCommand } from "../../commands/define.ts";
import type { LookUps } from "../../commands/look-ups.ts";

/** Reads alone: none of these services can change anything. */
export function lookUpsOf(parts: {
  readonly falcon: Falcon;
  readonly clock: Clock;
  readonly index?: HostHints;
  readonly pictures?: PicturesPort;
  readonly ownSessions?: OwnSessions;
}): LookUps {
  const { falcon, clock, index, pictures, ownSessions: own } = parts;
  return {
    hosts: createHosts({
      falcon: falcon.hosts,
      clock,
      groups: createHostGroups({ falcon: falcon.hostGroups, clock }),
      ...(index === undefined ? {} : { index }),
    }),
    alerts: createAlerts({ falcon: falcon.alerts, clock, ...(pictures === undefined ? {} : { pictures }) }),
    indicators: createIndicators({ falcon: falcon.indicators, clock }),
    vulnerabilities: createVulnerabilities({ falcon: falcon.vulnerabilities, clock }),
    cases: createCases({ falcon: falcon.cases, clock }),
    assets: createAssets({ falcon: falcon.assets, clock }),
    sessions: createSessions({ falcon: falcon.rtr, own, clock }),
  };
}

/** Where a member CID is set, every card says whose it is; look-ups do so themselves. */
export const showingTenant = (
  commands: readonly FalconerCommand[],
  tenants: Tenants<LookUps>,
): readonly FalconerCommand[] =>
  commands.map((command) => {
    if (command.info.args.some(({ kind }) => kind === "tenant")) return command;
    return {
      ...command,
      async run(args, moment, services) {
        const [{ show }, given] = await Promise.all([
          tenants.at(undefined),
          command.run(args, moment, services),
        ]);
        return "card" in given ? { ...given, card: show(given.card) } : show(given);
      },
    };
  });

/** The same for cards that are drawn from rows. */
export const paintingTenant = (
  painters: ReadonlyMap<string, Paint>,
  tenants: Tenants<LookUps>,
): ReadonlyMap<string, Paint> =>
  new Map(
    [...painters].map(([prefix, paint]): readonly [string, Paint] => [
      prefix,
      async (subject) => {
        const painted = await paint(subject);
        if (painted === undefined) return undefined;
        return { ...painted, card: (await tenants.at(undefined)).show(painted.card) };
      },
    ]),
  );

/** Flight Control: each child is asked by a client of its own. Only the parent can list its children. */
export function tenantsOf(parts: {
  readonly own: LookUps;
  readonly falcon: Falcon;
  readonly memberCid: string | undefined;
  /** A client of its own: for a child, or without a CID for the parent. */
  readonly clientFor: (cid: string | undefined) => Falcon;
  readonly pictures?: PicturesPort;
  readonly commands: readonly FalconerCommand[];
  readonly clock: Clock;
}): Tenants<LookUps> {
  const { own, falcon, memberCid, clientFor, commands, clock } = parts;
  const pictures = parts.pictures === undefined ? {} : { pictures: parts.pictures };
  let parent: Falcon | undefined;
  return createTenants({
    children: () => {
      parent ??= memberCid === undefined ? falcon : clientFor(undefined);
      return parent.children;
    },
    own: { cid: memberCid?.split("-")[0]?.toLowerCase(), lookUps: own },
    open: (cid) => lookUpsOf({ falcon: clientFor(cid), clock, ...pictures }),
    commands: new Set(
      commands
        .filter(({ info }) => info.args.some(({ kind }) => kind === "tenant"))
        .map(({ info }) => info.name),
    ),
    clock,
  });
}
