/** What the records of RTR have in common: tiers and their scopes, ids, output, complaints. */
import { z } from "zod";
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import { Envelope, integer, text } from "../envelope.ts";
import { ARGUMENTS_INVALID, COMMAND_INVALID, HOST_UNREACHABLE } from "../service-codes.ts";

/** Sessions, the queue, and read-only commands. */
export const RTR_READ = "Real time response: Read (real-time-response:read)";
/** Active-responder commands, and everything about fetched files. */
export const RTR_WRITE = "Real time response: Write (real-time-response:write)";
/** Admin commands, scripts and put-files; reading the library needs it too. */
export const RTR_ADMIN = "Real time response (admin): Write (real-time-response-admin:write)";
/** The record of everybody's sessions, of which a client without it sees its own alone. */
export const RTR_AUDIT = "Real time response audit: Read (real-time-response-audit:read)";

/** A tier takes the commands of the lower ones too. Outcomes are read on the tier that ran the command. */
export type RtrTier = "read-only" | "active-responder" | "admin";

/** The scope that a 403 on a tier's path lacks. */
export const TIER_SCOPES: Readonly<Record<RtrTier, string>> = {
  "read-only": RTR_READ,
  "active-responder": RTR_WRITE,
  admin: RTR_ADMIN,
};

/** Why a host or Falcon refuses, for callers that tell the reasons apart. */
export type RtrReason = "host-unreachable" | "command-invalid" | "arguments-invalid";

const REASONS: Readonly<Record<number, RtrReason>> = {
  [HOST_UNREACHABLE]: "host-unreachable",
  [COMMAND_INVALID]: "command-invalid",
  [ARGUMENTS_INVALID]: "arguments-invalid",
};

/** Of a FalconError or of a complaint inside an answer. */
export const rtrReason = ({ apiCode }: { readonly apiCode?: number | undefined }): RtrReason | undefined =>
  apiCode === undefined ? undefined : REASONS[apiCode];

/** An error that came inside an answer, about one host or one command. */
export interface RtrComplaint {
  readonly apiCode: number | undefined;
  readonly message: Untrusted;
}

const Complaint = z
  .looseObject({ code: integer, message: text })
  .transform((row): RtrComplaint => ({ apiCode: row.code, message: row.message ?? untrusted("no reason") }));

const UNREADABLE: RtrComplaint = { apiCode: undefined, message: untrusted("no reason") };

/**
 * `errors[]` of an RTR answer, kept apart from failures of the call: each is about one host or
 * one command.
 */
export const complaints = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((list): readonly RtrComplaint[] =>
    (list ?? []).map((error) => Complaint.safeParse(error).data ?? UNREADABLE),
  );

/** What a command printed, every byte of it; nothing is an empty text. */
export const output = z
  .unknown()
  .optional()
  .transform((value): Untrusted => untrusted(typeof value === "string" ? value : ""));

/** Anything but true, written as a word or not, is false. */
export const flag = z
  .unknown()
  .optional()
  .transform((value): boolean => value === true || value === "true");

/** Falcon's ids of sessions, requests, batches and files. */
export const RtrId = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^[\w.:-]{1,200}$/));

/** Falcon writes "" and null for an id that is not there yet. */
export const optionalId = RtrId.nullish().catch(undefined);

/** The one record that was asked for. */
export const oneOf = <Row>(row: z.ZodType<Row>) =>
  Envelope.transform(({ resources }, context): Row => {
    const parsed = row.safeParse(resources[0]);
    if (parsed.success) return parsed.data;
    context.addIssue("no record in it");
    return z.NEVER;
  });

/** Seconds as Falcon's query takes them. */
export const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1_000));
