/**
 * Numbers of RTR that say more than the status they come with, and begin with it: 40401 is
 * a 404. Inside the entry of a host in a batch they are all there is.
 * Source: falcon-api "Real Time Response: one host", error codes.
 */
import type { FalconErrorKind } from "./errors.ts";

/** "Could not establish sensor comms": Falcon works, the host does not answer. */
export const HOST_UNREACHABLE = 40_401;
/** "Command is not valid": unknown there, or a script whose name, permission or policy does not fit. */
export const COMMAND_INVALID = 40_006;
/** "Max args is 0. 4 were provided": mostly a path with spaces and no quotes. */
export const ARGUMENTS_INVALID = 40_012;

const LEAST_SERVICE_CODE = 10_000;

/** What each means to a person; a code that is missing here is told by its status. */
export const SERVICE_FAULTS: Readonly<
  Record<number, { readonly kind: FalconErrorKind; readonly hint: string }>
> = {
  [HOST_UNREACHABLE]: {
    kind: "unreachable",
    hint: "Falcon cannot reach the host: it is offline or asleep. Try again later, or queue the session.",
  },
  [COMMAND_INVALID]: {
    kind: "invalid",
    hint: "Falcon does not take this command on that host: it is unknown there, or its script does not exist or may not be used.",
  },
  [ARGUMENTS_INVALID]: {
    kind: "invalid",
    hint: "Falcon does not take these arguments. Put quotes around what contains spaces.",
  },
};

/** The HTTP status that a number stands for. */
export const statusOf = (code: number): number => (code < LEAST_SERVICE_CODE ? code : Math.floor(code / 100));

/** The first that is more than an HTTP status. */
export const serviceCodeIn = (codes: readonly (number | string)[]): number | undefined =>
  codes.find((code): code is number => typeof code === "number" && code >= LEAST_SERVICE_CODE);
