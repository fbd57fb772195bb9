/** Tokens with which AI agents sign in: only a hash is kept, so the store gives nobody a way in. */

/** What a token may be good for at most; none can approve. */
export const TOKEN_ROLES = ["viewer", "responder"] as const;
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** One token of an AI agent; times are milliseconds since the epoch. */
export interface AgentTokenRow {
  /** The public half, by which it is listed and revoked. */
  readonly id: string;
  readonly name: string;
  /** The person whom its bearer acts for. */
  readonly personId: string;
  /** What the bearer may do at most; never more than the person. */
  readonly role: TokenRole;
  /** SHA-256 of the secret half, hexadecimal. */
  readonly hash: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | undefined;
  readonly usedAt: number | undefined;
}

/** Revoked and lapsed ones stay, for the list and the trail. */
export interface AgentTokenRepository {
  insert(row: AgentTokenRow): Promise<void>;
  get(id: string): Promise<AgentTokenRow | undefined>;
  /** Newest first. */
  list(): Promise<readonly AgentTokenRow[]>;
  /** False when there is none, or it was revoked before. */
  revoke(id: string, at: number): Promise<boolean>;
  /** Notes a use, at most one in `everyMs`. */
  touch(id: string, at: number, everyMs: number): Promise<void>;
}
