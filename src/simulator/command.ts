/** Runs the simulator alone until told to stop, for rehearsals and for other programs. */
import { once } from "node:events";
import { startSimulator } from "./simulator.ts";
import { SCENARIOS } from "./world/scenario.ts";
import type { Scenario } from "./world/scenario.ts";

/** `port` 0 takes any free one; `print` is given one line at a time. */
export interface SimulateOptions {
  readonly port?: number;
  readonly scenario?: Scenario;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

export const isScenario = (name: string): name is Scenario => SCENARIOS.some((known) => known === name);

/** Resolves once the signal has stopped it. */
export async function runSimulate({ port = 0, scenario, print, signal }: SimulateOptions): Promise<void> {
  const simulator = await startSimulator({ port, ...(scenario === undefined ? {} : { scenario }) });
  print(`address: ${simulator.url}`);
  print(`client id: ${simulator.clientId}`);
  print(`client secret: ${simulator.clientSecret}`);
  if (!signal.aborted) await once(signal, "abort");
  await simulator.stop();
}
