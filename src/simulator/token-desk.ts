/** API clients, their secrets and scopes, and the tokens given out to them. */
import { randomBytes } from "node:crypto";
import { SECOND } from "../lib/clock.ts";

/** An API client of the customer, as its console would list it. */
export interface Client {
  readonly id: string;
  /** Opens the token service, and for the first client the control routes. */
  readonly secret: string;
  /** Machine names such as `devices:read`, or all of them. */
  readonly scopes: "all" | readonly string[];
}

interface Token {
  readonly clientId: string;
  /** The Flight Control child that it is for. */
  readonly memberCid: string | undefined;
  readonly expiresAtMs: number;
}

/** Falcon tells an unknown client (400) from a wrong secret (403). */
export type SignIn =
  | { readonly outcome: "issued"; readonly token: string }
  | { readonly outcome: "unknown-client" }
  | { readonly outcome: "denied" };

/** What the service announces and keeps. */
export const TOKEN_LIFE_S = 1799;
const TOKEN_BYTES = 48;
const BEARER = /^bearer\s+(\S+)$/i;

/** Tokens are good until they lapse or are revoked, also after a change of secret. */
export class TokenDesk {
  readonly #clients = new Map<string, Client>();
  readonly #tokens = new Map<string, Token>();
  #issued = 0;

  constructor(clients: readonly Client[]) {
    for (const client of clients) this.put(client);
  }

  /** How many tokens have been given out. */
  get issued(): number {
    return this.#issued;
  }

  put(client: Client): void {
    this.#clients.set(client.id, client);
  }

  /** With its secret: for the routes that check it themselves. */
  client(id: string): Client | undefined {
    return this.#clients.get(id);
  }

  signIn(id: string, secret: string, nowMs: number, memberCid?: string): SignIn {
    const client = this.#clients.get(id);
    if (client === undefined) return { outcome: "unknown-client" };
    if (client.secret !== secret) return { outcome: "denied" };
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const expiresAtMs = nowMs + TOKEN_LIFE_S * SECOND;
    this.#tokens.set(token, { clientId: id, memberCid, expiresAtMs });
    this.#issued += 1;
    return { outcome: "issued", token };
  }

  /** The client behind an `Authorization` header; undefined for anything but a living token. */
  holder(authorization: string | undefined, nowMs: number): Client | undefined {
    const [, value] = BEARER.exec(authorization ?? "") ?? [];
    const token = value === undefined ? undefined : this.#tokens.get(value);
    if (value === undefined || token === undefined) return undefined;
    if (nowMs >= token.expiresAtMs) {
      this.#tokens.delete(value);
      return undefined;
    }
    return this.#clients.get(token.clientId);
  }

  /** The child that a living token is for. */
  memberOf(authorization: string | undefined): string | undefined {
    const [, value = ""] = BEARER.exec(authorization ?? "") ?? [];
    return this.#tokens.get(value)?.memberCid;
  }

  /** Nothing for a token that is unknown. */
  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  revokeAll(): void {
    this.#tokens.clear();
  }
}

/** By the machine name of the scope. */
export const mayUse = (client: Client, scope: string): boolean =>
  client.scopes === "all" || client.scopes.includes(scope);
