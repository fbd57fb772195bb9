/** What the JSON columns of real time response hold, checked when it is read. */
import { z } from "zod";
import { RTR_ENTRY_STATES, type FleetHost, type FleetResult, type RtrOutput } from "./rtr-rows.ts";
import { untrustedText } from "./shapes.ts";

export const output: z.ZodType<RtrOutput> = z.looseObject({
  bytes: z.int(),
  sha256: z.string(),
  text: untrustedText.exactOptional(),
  head: untrustedText.exactOptional(),
  tail: untrustedText.exactOptional(),
});

export const fleet: z.ZodType<readonly FleetHost[]> = z.array(
  z.looseObject({
    deviceId: z.string(),
    hostname: untrustedText,
    platform: z.string(),
    verdict: z.enum(["ready", "queued", "unreachable"]),
    directory: untrustedText,
    falconId: z.string().exactOptional(),
    openedBy: z.string().exactOptional(),
    why: untrustedText.exactOptional(),
  }),
);

export const results: z.ZodType<readonly FleetResult[]> = z.array(
  z.looseObject({
    deviceId: z.string(),
    hostname: untrustedText,
    state: z.enum(RTR_ENTRY_STATES),
    stdout: output,
    stderr: untrustedText,
    directory: untrustedText.exactOptional(),
    requestId: z.string().exactOptional(),
    outcome: untrustedText.exactOptional(),
  }),
);
