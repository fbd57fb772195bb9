/** The rules that follow the settings' own, so that no action is ever left without one. */
import type { PolicyRule } from "../approvals/policy.ts";
import { MINUTE } from "../lib/clock.ts";

/** What a rule may name. Kinds that nothing proposes yet may have their rule already. */
export const ACTION_KINDS = [
  "contain",
  "release",
  "scan",
  "alert.update",
  "ioc.block",
  "ioc.unblock",
  "rtr.run",
  "process.kill",
  "file.quarantine",
  "notify",
] as const;

/** How long a request waits when its rule does not say. */
export const DEFAULT_EXPIRY_MS = 15 * MINUTE;
/** Two people take longer to find than one. */
const EXPIRY_OF_TWO_MS = 30 * MINUTE;

/** Two people for servers and for several hosts, one for other changes, none for notes on alerts. */
export const DEFAULT_RULES: readonly PolicyRule[] = [
  {
    name: "default: servers",
    actions: ["contain", "release"],
    host: { type: ["Server", "Domain Controller"] },
    approvals: 2,
    from: "approver",
    expiresMs: EXPIRY_OF_TWO_MS,
  },
  {
    name: "default: more than one host",
    actions: ["contain", "release", "rtr.run"],
    moreThan: 1,
    approvals: 2,
    from: "approver",
    expiresMs: EXPIRY_OF_TWO_MS,
  },
  {
    name: "default: changes",
    actions: [
      "contain",
      "release",
      "scan",
      "ioc.block",
      "ioc.unblock",
      "process.kill",
      "file.quarantine",
      "rtr.run",
    ],
    approvals: 1,
    from: "approver",
    expiresMs: DEFAULT_EXPIRY_MS,
  },
  {
    name: "default: notes and messages",
    actions: ["alert.update", "notify"],
    approvals: 0,
    from: "approver",
    expiresMs: DEFAULT_EXPIRY_MS,
  },
];
