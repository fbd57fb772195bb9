/**
 * Streamable HTTP without sessions: each request says who it is for by itself, so there is
 * nothing to steal, to hoard or to lose in a restart, and any replica can answer it
 * (docs/decisions/0013). A token, where there is one, is looked at before the body.
 */
import { createMcpHandler, readRequestBody, type Server } from "@modelcontextprotocol/server";
import type { Account } from "../../src/chat/person.ts";
import { isFromHere, refusalOf } from "./guard.ts";
import { BODY_BYTES, SUBSCRIPTIONS } from "./limits.ts";

const PATH = "/mcp";
const BEARER = /^Bearer +(\S{1,512})$/i;
const INVALID_REQUEST = -32_600;
const PARSE_ERROR = -32_700;

export interface HttpAccess {
  /** Whom a program on this machine acts for, where the listener is open to this machine alone. */
  readonly local: Account | undefined;
  /** Further host names under which the listener is addressed. */
  readonly names: readonly string[];
  /** The account behind a bearer's token; undefined for one that is not, or no longer, good. */
  verify(token: string): Promise<Account | undefined>;
}

/** `peer` is the address of the other end, as the listener sees it. */
export interface HttpRoute {
  readonly path: string;
  handle(request: Request, peer?: string): Promise<Response>;
  close(): Promise<void>;
}

/** 401 without a good token, 413 above 1 MiB, 400 for what is no JSON. */
export function createHttpRoute(parts: {
  readonly access: HttpAccess;
  readonly serverFor: (account: Account) => Server;
  readonly onFault: (error: unknown) => void;
}): HttpRoute {
  const { access, onFault } = parts;
  const handler = createMcpHandler(({ authInfo }) => parts.serverFor(accountIn(authInfo)), {
    maxSubscriptions: SUBSCRIPTIONS,
    maxRequestBodySize: BODY_BYTES,
    onerror: onFault,
  });

  async function identify(request: Request, peer: string | undefined): Promise<Account | undefined> {
    const written = request.headers.get("authorization");
    // A token that is no good is not a reason to fall back on whoever sits at the machine.
    if (written !== null) {
      const [, token] = BEARER.exec(written.trim()) ?? [];
      return token === undefined ? undefined : access.verify(token);
    }
    return isFromHere(request, peer) ? access.local : undefined;
  }

  return {
    path: PATH,
    close: () => handler.close(),
    async handle(request, peer) {
      const refusal = refusalOf(request, access);
      if (refusal !== undefined) return answer(refusal.status, INVALID_REQUEST, refusal.why);
      const account = await identify(request, peer);
      if (account === undefined) {
        return answer(401, INVALID_REQUEST, "A valid token is needed here.", {
          "WWW-Authenticate": "Bearer",
        });
      }
      const read = await readBody(request);
      if (read instanceof Response) return read;
      const authInfo = { token: "", clientId: account.id, scopes: [], extra: { account } };
      return handler.fetch(inEitherForm(request), { authInfo, ...read });
    },
  };
}

/** Who takes anything, or does not say, takes both forms that the protocol has. */
function inEitherForm(request: Request): Request {
  const accept = request.headers.get("accept")?.trim() ?? "";
  if (request.method !== "POST" || (accept !== "" && accept !== "*/*")) return request;
  const headers = new Headers(request.headers);
  headers.set("accept", "application/json, text/event-stream");
  // Its body has been read already.
  return new Request(request.url, { method: request.method, headers, signal: request.signal });
}

/** The body, bounded while it arrives; nothing beyond the bound is read. */
async function readBody(request: Request): Promise<{ readonly parsedBody?: unknown } | Response> {
  if (request.method !== "POST") return {};
  const read = await readRequestBody(request, BODY_BYTES);
  if (read.tooLarge) return answer(413, INVALID_REQUEST, `At most ${BODY_BYTES} bytes are taken.`);
  try {
    return { parsedBody: JSON.parse(read.text) as unknown };
  } catch {
    return answer(400, PARSE_ERROR, "The body is no JSON.");
  }
}

function answer(
  status: number,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const error = { jsonrpc: "2.0", id: null, error: { code, message } };
  return Response.json(error, { status, headers: { "Cache-Control": "no-store", ...headers } });
}

function accountIn(authInfo: { readonly extra?: Record<string, unknown> } | undefined): Account {
  const account = authInfo?.extra?.["account"];
  if (account === undefined) throw new Error("a request got past the gate without an account");
  return account as Account;
}
