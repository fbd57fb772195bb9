/** The client beside a simulated Falcon whose hosts answer at once. */
import { onTestFinished } from "vitest";
import { createFalcon, type Falcon } from "../../src/falcon/client.ts";
import type { TimeLimits } from "../../src/falcon/request.ts";
import type { RtrApi, RtrTier } from "../../src/falcon/endpoints/rtr.ts";
import { anchoredClock } from "../../src/lib/clock.ts";
import type { Log } from "../../src/lib/log.ts";
import { Secret } from "../../src/lib/secret.ts";
import { reveal } from "../../src/lib/untrusted.ts";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.ts";

export interface RtrScene {
  readonly simulator: Simulator;
  readonly falcon: Falcon;
  readonly rtr: RtrApi;
  readonly idOf: (host: string) => string;
  /** Moves the simulator's clock. */
  readonly advance: (ms: number) => void;
  /** Runs a line in a session and reads all of it. */
  readonly say: (
    sessionId: string,
    line: string,
    tier?: RtrTier,
  ) => Promise<{ stdout: string; stderr: string }>;
}

export async function rtrScene(
  options: SimulatorOptions = {},
  limits: Partial<TimeLimits> = {},
): Promise<RtrScene> {
  let skippedMs = 0;
  const simulator = await startSimulator({
    scenario: "quiet",
    now: () => Date.now() + skippedMs,
    rtr: { commandMs: 0, connectMs: 0, uploadMs: 0 },
    ...options,
  });
  onTestFinished(() => simulator.stop());
  const falcon = createFalcon({
    baseUrl: simulator.url,
    clientId: options.clients?.[0]?.id ?? simulator.clientId,
    clientSecret: new Secret(options.clients?.[0]?.secret ?? simulator.clientSecret),
    clock: anchoredClock(),
    log: silent,
    version: "test",
    limits,
    onServerDate: () => undefined,
  });
  const { rtr } = falcon;
  return {
    simulator,
    falcon,
    rtr,
    idOf: (host) => simulator.state.host(host)?.device_id ?? "",
    advance: (ms) => void (skippedMs += ms),
    async say(sessionId, line, tier = "admin") {
      const baseCommand = line.split(" ")[0] ?? "";
      const { requestId } = await rtr.commands.run({ tier, sessionId, baseCommand, commandString: line });
      const said = { stdout: "", stderr: "" };
      for (let sequence = 0; sequence < 1_000; sequence += 1) {
        const piece = await rtr.commands.piece({ tier, requestId, sequence });
        said.stdout += reveal(piece.stdout);
        said.stderr += reveal(piece.stderr);
        if (piece.isComplete) return said;
      }
      throw new Error("it never ended");
    },
  };
}

const nothing = (): void => undefined;
const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silent };
