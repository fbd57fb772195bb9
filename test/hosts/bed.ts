/** The look-ups as they run: the real client against a Falcon cloud on loopback. */
import { onTestFinished } from "vitest";
import { createAlerts } from "../../src/alerts/service.ts";
import type { PicturesPort } from "../../src/alerts/pictures.ts";
import type { Alerts } from "../../src/alerts/service.ts";
import { createFalcon } from "../../src/falcon/client.ts";
import { createHosts } from "../../src/hosts/service.ts";
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
  pictures?: PicturesPort,
): Promise<Bed> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.stop());
  const clock = anchoredClock();
  const falcon = createFalcon({
    baseUrl: simulator.url,
    clientId: client?.id ?? simulator.clientId,
    clientSecret: new Secret(client?.secret ?? simulator.clientSecret),
    clock,
    log: silent,
    version: "test",
  });
  return {
    simulator,
    hosts: createHosts({ falcon: falcon.hosts, clock }),
    alerts: createAlerts({ falcon: falcon.alerts, clock, ...(pictures === undefined ? {} : { pictures }) }),
  };
}
