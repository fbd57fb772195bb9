/** What can go wrong with one REST call, told apart by what may be done next. */
import { PlaceGone, PostUncertain } from "../../src/chat/adapter.ts";

/** Discord said no; the code is what to branch on, never the words. */
export class CallRefused extends Error {
  readonly status: number;
  readonly code: number;
  constructor(message: string, status: number, code: number) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Never reached Discord: may be tried again without a second effect. */
export class CallUnsent extends Error {}

/** Discord may have acted: the answer was lost, or was a server error. */
export class CallUncertain extends Error {}

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
export const CODE = {
  unknownChannel: 10_003,
  unknownGuild: 10_004,
  unknownMember: 10_007,
  unknownMessage: 10_008,
  unknownUser: 10_013,
  unknownWebhook: 10_015,
  unknownInteraction: 10_062,
  alreadyAcknowledged: 40_060,
  missingAccess: 50_001,
  notOurMessage: 50_005,
  emptyMessage: 50_006,
  directMessagesClosed: 50_007,
  missingPermissions: 50_013,
  wrongChannelType: 50_024,
  deadToken: 50_027,
  invalidRecipient: 50_033,
  invalidForm: 50_035,
  archivedThread: 50_083,
  threadExists: 160_004,
  lockedThread: 160_005,
} as const;

const GONE: ReadonlySet<number> = new Set([
  CODE.unknownChannel,
  CODE.unknownMessage,
  CODE.unknownUser,
  CODE.missingAccess,
  CODE.notOurMessage,
  CODE.directMessagesClosed,
  CODE.missingPermissions,
  CODE.invalidRecipient,
  CODE.lockedThread,
]);

/** Our layout was refused, the words were not. */
export const BAD_LAYOUT: ReadonlySet<number> = new Set([CODE.invalidForm, CODE.emptyMessage]);

/** The interaction's token is no use any more. */
export const DEAD_INTERACTION: ReadonlySet<number> = new Set([
  CODE.unknownInteraction,
  CODE.unknownWebhook,
  CODE.deadToken,
]);

const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);
const FIRST_SERVER_ERROR = 500;

/** The SDK's error as one of ours; by its shape, so that the SDK need not be loaded to tell. */
export function readCallError(what: string, error: unknown): Error {
  const { status, code, rawError } = (error ?? {}) as SdkError;
  if (status !== undefined && status < FIRST_SERVER_ERROR) {
    const number = typeof code === "number" ? code : 0;
    const words = rawError?.message ?? "no reason given";
    return new CallRefused(`Discord refused ${what}: ${words} (${number})`, status, number);
  }
  if (status !== undefined) return new CallUncertain(`Discord answered ${what} with status ${status}`);
  return wasUnsent(error)
    ? new CallUnsent(`Discord could not be reached for ${what}`, { cause: error })
    : new CallUncertain(`the answer to ${what} was lost`, { cause: error });
}

/** What the port promises for posting and editing. */
export function asPostError(error: unknown): unknown {
  if (error instanceof CallRefused && GONE.has(error.code))
    return new PlaceGone(error.message, { cause: error });
  if (error instanceof CallUncertain) return new PostUncertain(error.message, { cause: error });
  return error;
}

export const isRefusal = (error: unknown, ...codes: readonly number[]): error is CallRefused =>
  error instanceof CallRefused && codes.includes(error.code);

/** The reason is nested one or two causes deep. */
function wasUnsent(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (code !== undefined && UNSENT.has(code)) return true;
    if (at instanceof AggregateError && at.errors.every(wasUnsent)) return true;
  }
  return false;
}

interface SdkError {
  readonly status?: number;
  readonly code?: number | string;
  readonly rawError?: { readonly message?: string };
}
