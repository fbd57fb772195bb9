/** What the settings are once they have been read and found right. All of it is frozen. */
import type { Fault } from "./faults.ts";
import type { Caps, PolicyRule, ProtectedRule } from "../approvals/policy.ts";
import type { Role } from "../chat/person.ts";
import type { Place } from "../chat/place.ts";
import type { Secret } from "../lib/secret.ts";

/** The levels of pino, and `silent`. */
export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

interface FalconConfig {
  /** Absent: the simulator. */
  readonly credentials?: { readonly clientId: string; readonly clientSecret: Secret };
  readonly baseUrl?: string;
  readonly cloud?: string;
  readonly memberCid?: string;
}

type SlackConfig =
  | {
      readonly mode: "socket";
      readonly botToken: Secret;
      readonly appToken: Secret;
      readonly apiUrl?: string;
    }
  | {
      readonly mode: "http";
      readonly botToken: Secret;
      readonly signingSecret: Secret;
      readonly apiUrl?: string;
    };

interface DiscordConfig {
  readonly token: Secret;
  readonly guildId?: string;
  readonly apiUrl?: string;
}

/** One human, with an account on each surface where they have one. */
export interface PersonEntry {
  readonly name: string;
  readonly slack?: string;
  readonly discord?: string;
  /** The login name in a shell. */
  readonly shell?: string;
  readonly roles: readonly Role[];
}

/** A user group of the chat platform whose members have these roles. */
export interface GroupEntry {
  readonly surface: "slack" | "discord";
  readonly group: string;
  readonly roles: readonly Role[];
}

/** A channel's subscription; an absent filter lets everything through, the others must all agree. */
export interface FeedEntry {
  readonly channel: Place;
  /** This severity or worse. */
  readonly severity?: "informational" | "low" | "medium" | "high" | "critical";
  readonly products?: readonly string[];
  readonly tactics?: readonly string[];
  readonly techniques?: readonly string[];
  readonly tags?: readonly string[];
  readonly groups?: readonly string[];
  readonly hostnames?: readonly string[];
  /** Alerts of one host within this time share a card. */
  readonly windowMs?: number;
  /** How often what was held back is summed up: a cron schedule of five or six fields. */
  readonly digest?: string;
}

/** The settings file, with defaults filled in and the default rules behind its own. */
export interface Settings {
  /** No settings file: the people are invented, and the console may switch between them. */
  readonly isDemoPeople: boolean;
  readonly people: readonly PersonEntry[];
  readonly groups: readonly GroupEntry[];
  readonly defaultRoles: readonly Role[];
  readonly policy: {
    readonly rules: readonly PolicyRule[];
    readonly protected: readonly ProtectedRule[];
    readonly caps: Caps;
  };
  /** Absent: where the request was made. */
  readonly approvalsChannel?: Place;
  readonly feeds: readonly FeedEntry[];
  /** Six cron fields, seconds first. */
  readonly poll: { readonly alerts: string };
  /** Further names under which AI agents reach the listener, behind a proxy for instance. */
  readonly mcp: { readonly hosts: readonly string[] };
  /** `prefix` stands before a command line in a session's thread; empty: none is needed. */
  readonly rtr: { readonly idleMs: number; readonly prefix: string };
}

/** Environment and settings together. A surface is on when its section is there. */
export interface Config {
  readonly falcon: FalconConfig;
  readonly slack?: SlackConfig;
  readonly discord?: DiscordConfig;
  readonly store: { readonly databaseUrl?: Secret; readonly dataDir: string };
  /** An IPv6 host comes without its brackets; port 0 takes any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly logLevel: LogLevel;
  readonly settings: Settings;
  /** What was accepted but will not do what it seems to. */
  readonly warnings: readonly Fault[];
  /** Everything that must never be printed. */
  readonly secrets: readonly Secret[];
}
