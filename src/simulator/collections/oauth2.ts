/** Signing in and out. The only answers without an envelope, and with statuses of their own. */
import { Refusal, readText } from "../call.ts";
import type { Call, Reply } from "../call.ts";
import type { Route } from "../route.ts";
import type { Tenant } from "../tenant.ts";
import { TOKEN_LIFE_S } from "../token-desk.ts";

const SERVICE = "csam";

/**
 * 201 with a token for 1,799 s; 400 for an unknown client, 403 for a wrong secret or a child
 * that is not ours.
 */
export const oauth2Routes: readonly Route[] = [
  { method: "POST", path: "/oauth2/token", service: SERVICE, access: "public", handle: issue },
  { method: "POST", path: "/oauth2/revoke", service: SERVICE, access: "public", handle: revoke },
];

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

function issue(call: Call, tenant: Tenant): Reply {
  const form = new URLSearchParams(call.text);
  const credentials = readCredentials(call, form);
  if (credentials === undefined) throw new Refusal(400, "client_id and client_secret are required");
  const memberCid = readText(form.get("member_cid"));
  if (memberCid !== undefined && !isReachable(memberCid, tenant)) {
    throw new Refusal(403, "access denied, authorization failed");
  }
  const { id, secret } = credentials;
  const result = tenant.tokens.signIn(id, secret, call.nowMs, memberCid && plainCid(memberCid));
  if (result.outcome === "unknown-client") {
    throw new Refusal(400, `Failed to generate access token for clientID=${id}.`);
  }
  if (result.outcome === "denied") throw new Refusal(403, "Failed to issue access token - Not Authorized");
  const plain = { access_token: result.token, token_type: "bearer", expires_in: TOKEN_LIFE_S };
  return { status: 201, plain };
}

function revoke(call: Call, tenant: Tenant): Reply {
  const form = new URLSearchParams(call.text);
  const credentials = readCredentials(call, form);
  const token = readText(form.get("token"));
  if (token === undefined) throw new Refusal(400, "token is required");
  if (credentials === undefined || tenant.tokens.client(credentials.id)?.secret !== credentials.secret) {
    throw new Refusal(403, "access denied, authorization failed");
  }
  tenant.tokens.revoke(token);
  return { status: 200, resources: [] };
}

/** From the form, or else from HTTP Basic as OAuth libraries prefer it. */
function readCredentials(call: Call, form: URLSearchParams): Credentials | undefined {
  const [id, secret] = [form.get("client_id"), form.get("client_secret")];
  if (id !== null && secret !== null) return { id, secret };
  const [, encoded] = /^basic\s+(\S+)$/i.exec(call.headers["authorization"] ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 0) return undefined;
  return { id: unescapePlus(decoded.slice(0, colon)), secret: unescapePlus(decoded.slice(colon + 1)) };
}

/** OAuth libraries form-encode both halves before they go into Basic. */
function unescapePlus(text: string): string {
  return new URLSearchParams(`value=${text}`).get("value") ?? text;
}

/** Without the checksum that the console shows behind it. */
const plainCid = (written: string): string => written.toLowerCase().split("-")[0] ?? "";

function isReachable(memberCid: string, tenant: Tenant): boolean {
  const wanted = plainCid(memberCid);
  return wanted === tenant.cid || tenant.children.some(({ cid }) => cid === wanted);
}
