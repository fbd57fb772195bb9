/** The look-ups as they run: the real client against a Falcon cloud on loopback. */
import { onTestFinished } from "vitest";
import type { PicturesPort } from "../../src/alerts/pictures.ts";
import type { Alerts } from "../../src/alerts/service.ts";
import { createFalcon } from "../../src/falcon/client.ts";
import { lookUpsOf, tenantsOf } from "../../src/app/look-ups.ts";
import { COMMANDS } from "../../commands/index.ts";
import type { LookUps } from "../../commands/look-ups.ts";
import type { Tenants } from "../../src/tenants/service.ts";
import type { Hosts } from "../../src/hosts/service.ts";
import { anchoredClock } from "../../src/lib/clock.ts";
import type { Log } from "../../src/lib/log.ts";
import { Secret } from "../../src/lib/secret.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator.ts";

export interface Bed {
  readonly simulator: Simulator;
  readonly hosts: Hosts;
  readonly alerts: Alerts;
  readonly lookUps: LookUps;
  readonly tenants: Tenants<LookUps>;
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

/** Stops with the test. `client` signs in with fewer scopes than everything. */
export async function startBed(
  options: SimulatorOptions = {},
  client?: { readonly id: string; readonly secret: string },
  more: {
    readonly memberCid?: string;
    readonly now?: () => number;
    readonly pictures?: PicturesPort;
  } = {},
): Promise<Bed> {
  const { memberCid, pictures } = more;
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.stop());
  const clock = anchoredClock();
  const clientFor = (memberCid: string | undefined) =>
    createFalcon({
      baseUrl: simulator.url,
      clientId: client?.id ?? simulator.clientId,
      clientSecret: new Secret(client?.secret ?? simulator.clientSecret),
      memberCid,
      clock,
      log: silent,
      version: "test",
    });
  const falcon = clientFor(memberCid);
  // Look-backs can be written down when the time stands still; waits never do.
  const now = more.now ?? clock.now;
  const lookUps = lookUpsOf({
    falcon,
    clock: { ...clock, now },
    ...(pictures === undefined ? {} : { pictures }),
  });
  return {
    simulator,
    hosts: lookUps.hosts,
    alerts: lookUps.alerts,
    lookUps,
    tenants: tenantsOf({ own: lookUps, falcon, memberCid, clientFor, commands: COMMANDS, clock }),
  };
}
