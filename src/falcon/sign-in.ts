/**
 * The token service: asks for a token and gives it back. Nothing that fails here has acted
 * on anything, so every error has the effect `none`. Source: POST /oauth2/token and /revoke.
 */
import type { Secret } from "../lib/secret.ts";
import type { Call, Reply } from "./call.ts";
import type { Courier } from "./courier.ts";
import { errorsOf } from "./envelope.ts";
import { FalconError } from "./errors.ts";
import { statusFault, unreadable } from "./faults.ts";
import type { Governor } from "./governor.ts";
import { repeat, type RepeatParts } from "./repeat.ts";
import type { Token } from "./token.ts";

const PATH = "/oauth2/token";
const REVOKE_TIMEOUT_MS = 2_000;
/** What Falcon's tokens have been good for as long as it has issued them. */
const USUAL_LIFE_S = 1_799;

/** The secret is opened here alone, and leaves in the form of the request. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** A Flight Control child that the token is for. */
  readonly memberCid: string | undefined;
}

/** Milliseconds. `deadlineMs` bounds all tries together, `patienceMs` their waits for a rate limit. */
export interface SignInParts extends RepeatParts {
  readonly courier: Courier;
  readonly governor: Governor;
  readonly credentials: Credentials;
  readonly tryMs: number;
  readonly deadlineMs: number;
  readonly patienceMs: number;
}

/** Both reject with a FalconError; nothing was acted on then, so its effect is `none` when `fetch` fails. */
export interface SignIn {
  fetch(): Promise<Token>;
  revoke(token: string): Promise<void>;
}

/** The token service has a rate limit of its own: 300 a minute, where data calls have 6,000. */
export function createSignIn(parts: SignInParts): SignIn {
  const { courier, governor, clock, credentials, tryMs } = parts;
  const { clientId, clientSecret, memberCid } = credentials;

  async function once(deadlineAt: number): Promise<Token> {
    const call: Call = {
      method: "POST",
      path: PATH,
      form: {
        client_id: clientId,
        client_secret: clientSecret.use(),
        ...(memberCid === undefined ? {} : { member_cid: memberCid }),
      },
    };
    const timeoutMs = Math.min(tryMs, deadlineAt - clock.now());
    const reply = await courier.send(call, { authorization: undefined, timeoutMs, isWrite: false });
    const token = readToken(reply);
    if (token !== undefined) return token;
    if (isRefusal(reply)) throw refusedSignIn(reply, memberCid !== undefined);
    // Its own limit is lower than that of the data calls, so only its 429 says something about those.
    const retryAt = reply.status === 429 ? governor.learn(reply.status, reply.header) : undefined;
    throw statusFault(call, reply, retryAt) ?? unreadable(call, reply.status, "no token in it");
  }

  return {
    async fetch() {
      const startBy = clock.now() + parts.deadlineMs;
      const patientUntil = clock.now() + parts.patienceMs;
      const terms = { method: "POST", path: PATH, isRead: true, startBy, patientUntil };
      try {
        return await repeat(parts, terms, () => once(startBy));
      } catch (error) {
        throw error instanceof FalconError ? new FalconError({ ...told(error), effect: "none" }) : error;
      }
    },
    async revoke(token) {
      const call: Call = { method: "POST", path: "/oauth2/revoke", form: { token, client_id: clientId } };
      const basic = Buffer.from(`${clientId}:${clientSecret.use()}`).toString("base64");
      const sending = { authorization: `Basic ${basic}`, timeoutMs: REVOKE_TIMEOUT_MS, isWrite: true };
      const fault = statusFault(call, await courier.send(call, sending));
      if (fault !== undefined) throw fault;
    },
  };
}

function readToken({ status, body }: Reply): Token | undefined {
  const { access_token: value, expires_in: life } = (body ?? {}) as Record<string, unknown>;
  if (status < 200 || status >= 300 || typeof value !== "string" || value === "") return undefined;
  return { value, expiresIn: typeof life === "number" && life > 0 ? life : USUAL_LIFE_S };
}

/** The service has also been seen to answer 500 with the 400 of an unknown client inside. */
const isRefusal = ({ status, body }: Reply): boolean =>
  [400, 401, 403].includes(status) || (status === 500 && errorsOf(body).some(({ code }) => code === 400));

function refusedSignIn(reply: Reply, hasMember: boolean): FalconError {
  const traceId = reply.header("x-cs-traceid");
  return new FalconError({
    kind: "auth",
    effect: "none",
    status: reply.status,
    hint: `Falcon refuses the sign-in. ${whatToMend(reply, hasMember)}`,
    message: `POST ${PATH}: ${reply.status} (trace ${traceId ?? "none"})`,
    ...(traceId === undefined ? {} : { traceId }),
  });
}

/** 400: an id it does not know. 403: the secret, or else the API client's list of allowed addresses. */
function whatToMend({ status, body }: Reply, hasMember: boolean): string {
  if (status === 400 || status === 500)
    return "It does not know the client: check FALCON_CLIENT_ID, and FALCON_CLIENT_SECRET with it.";
  const isAddress = errorsOf(body).some(({ message }) => /access denied/i.test(message ?? ""));
  if (!isAddress) return "Check FALCON_CLIENT_SECRET, and that FALCON_CLIENT_ID belongs to it.";
  const member = hasMember ? ", and that FALCON_MEMBER_CID is a child of this customer" : "";
  return `Check FALCON_CLIENT_ID, FALCON_CLIENT_SECRET and the API client's list of allowed addresses${member}.`;
}

function told(error: FalconError): ConstructorParameters<typeof FalconError>[0] {
  const { kind, hint, message, status, retryAt, traceId, cause } = error;
  return {
    kind,
    hint,
    message,
    effect: "none",
    cause,
    ...(status === undefined ? {} : { status }),
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}
