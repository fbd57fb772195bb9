/**
 * Commands on one host: handed over, then asked after piece by piece. Handing over is never
 * repeated: when its answer is lost, nobody knows whether the command runs.
 * Source: falcon-api "Real Time Response: one host".
 */
import { z } from "zod";
import type { Untrusted } from "../../lib/untrusted.ts";
import { Envelope, integer, word } from "../envelope.ts";
import type { Ask, CallOptions } from "../request.ts";
import {
  complaints,
  flag,
  oneOf,
  optionalId,
  output,
  RtrId,
  TIER_SCOPES,
  type RtrComplaint,
  type RtrTier,
} from "./rtr-fields.ts";

const PATHS: Readonly<Record<RtrTier, string>> = {
  "read-only": "/real-time-response/entities/command/v1",
  "active-responder": "/real-time-response/entities/active-responder-command/v1",
  admin: "/real-time-response/entities/admin-command/v1",
};

/** Which path it is sent to decides what it may do: an `rm` on the read-only path is refused. */
export interface RtrCommand {
  readonly tier: RtrTier;
  readonly sessionId: string;
  /** `ls`, `reg query` */
  readonly baseCommand: string;
  /** The whole line, the base command included. */
  readonly commandString: string;
  /** Waits for an offline host. */
  readonly isPersistent?: boolean;
}

/** 201: handed over. Whether it worked is never told, not even later: RTR has no exit codes. */
export interface RtrReceipt {
  /** Falcon's `cloud_request_id`. */
  readonly requestId: string;
  readonly sessionId: string | undefined;
  /** It waits until the host is back. */
  readonly isQueuedOffline: boolean;
}

/** GET of the path that the command was sent to; another tier's path does not know the id. */
export interface RtrPieceQuestion {
  /** The tier that ran the command. */
  readonly tier: RtrTier;
  readonly requestId: string;
  /** From 0. */
  readonly sequence: number;
}

/** One piece of what a command printed. */
export interface RtrPiece {
  /** False while the host has not answered, and before the last piece. Never says whether it worked. */
  readonly isComplete: boolean;
  readonly stdout: Untrusted;
  readonly stderr: Untrusted;
  /** Which piece this is; undefined where Falcon does not say, for instance because there is none yet. */
  readonly sequence: number | undefined;
  readonly sessionId: string | undefined;
  readonly requestId: string | undefined;
  readonly baseCommand: string | undefined;
  readonly complaints: readonly RtrComplaint[];
}

const Receipt = oneOf(
  z
    .looseObject({ cloud_request_id: RtrId, session_id: optionalId, queued_command_offline: flag })
    .transform((row): RtrReceipt => ({
      requestId: row.cloud_request_id,
      sessionId: row.session_id ?? undefined,
      isQueuedOffline: row.queued_command_offline,
    })),
);

const Row = z.looseObject({
  complete: flag,
  stdout: output,
  stderr: output,
  sequence_id: integer,
  session_id: optionalId,
  task_id: optionalId,
  base_command: word,
});

/** Without a resource the host has not answered yet. */
const Piece = Envelope.extend({ errors: complaints }).transform(({ resources, errors }): RtrPiece => {
  const row = Row.safeParse(resources[0]).data ?? Row.parse({});
  return {
    isComplete: row.complete,
    stdout: row.stdout,
    stderr: row.stderr,
    sequence: row.sequence_id,
    sessionId: row.session_id ?? undefined,
    requestId: row.task_id ?? undefined,
    baseCommand: row.base_command,
    complaints: errors,
  };
});

/** Output comes in pieces numbered from 0 and goes when the session ends. */
export const rtrCommandsApi = (ask: Ask) => ({
  /**
   * Hands a command over. POST /real-time-response/entities/command/v1, active-responder-command/v1, admin-command/v1
   * @throws FalconError: `effect` is `unknown` when it may run nevertheless
   */
  run: (command: RtrCommand, options?: CallOptions): Promise<RtrReceipt> => {
    const { tier, sessionId, baseCommand, commandString, isPersistent = false } = command;
    return ask(
      {
        method: "POST",
        path: PATHS[tier],
        body: {
          session_id: sessionId,
          base_command: baseCommand,
          command_string: commandString,
          persist: isPersistent,
        },
        scope: TIER_SCOPES[tier],
        family: "rtr",
        isRead: false,
        isAboutOne: true,
        reply: Receipt,
      },
      options,
    );
  },

  /** One piece of its output. GET of the same three paths */
  piece: ({ tier, requestId, sequence }: RtrPieceQuestion, options?: CallOptions): Promise<RtrPiece> =>
    ask(
      {
        method: "GET",
        path: PATHS[tier],
        query: { cloud_request_id: requestId, sequence_id: sequence },
        scope: TIER_SCOPES[tier],
        family: "rtr",
        isRead: true,
        isAboutOne: true,
        reply: Piece,
      },
      options,
    ),
});
