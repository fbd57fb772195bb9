/** The sections of the settings file as schemas: what may be written, and what it becomes. */
import { z } from "zod";
import type { Caps } from "../approvals/policy.ts";
import { ROLES } from "../chat/person.ts";
import { MINUTE } from "../lib/clock.ts";
import { cronFault } from "./cron.ts";
import { ACTION_KINDS, DEFAULT_EXPIRY_MS } from "./default-rules.ts";
import type { FeedEntry, GroupEntry } from "./shape.ts";
import { duration, list, oneOf, place, roles, section, text, texts, wholeNumber, wordsOf } from "./values.ts";

const MOST_APPROVALS = 10;
const MOST_HOSTS = 10_000;
const SEVERITIES = ["informational", "low", "medium", "high", "critical"] as const;
const DEVICE_ID = /^(?:aid:)?([0-9a-f]{32})$/i;

const CAPS: Caps = { hostsPerRequest: 25, isolationsPerHour: 20, emergenciesPerDay: 3 };
const EVERY_FIVE_SECONDS = "*/5 * * * * *";
const IDLE_MS = 10 * MINUTE;

const person = section({
  name: text("the person's name"),
  slack: z.exactOptional(text("a Slack member id, such as U0ANA")),
  discord: z.exactOptional(text("a Discord user id in quotes")),
  shell: z.exactOptional(text("a login name")),
  roles,
});

const group = section({
  slack: z.exactOptional(text("a Slack user group id, such as S0SOC")),
  discord: z.exactOptional(text("a Discord role id in quotes")),
  roles,
})
  .refine(({ slack, discord }) => (slack === undefined) !== (discord === undefined), {
    when: isClean,
    error: "write either slack, a user group, or discord, a role",
  })
  .transform(({ slack, discord, roles }): GroupEntry =>
    slack === undefined
      ? { surface: "discord", group: discord ?? "", roles }
      : { surface: "slack", group: slack, roles },
  );

const host = section({
  type: z.exactOptional(texts("a host type, such as Server")),
  tag: z.exactOptional(texts("a tag")),
  hostname: z.exactOptional(texts('a hostname, such as "dc-*"')),
  platform: z.exactOptional(texts("a platform, such as Windows")),
}).refine(isFilled, {
  when: isClean,
  error: "write type, tag, hostname or platform, or leave host out for any host",
});

const rule = section({
  action: wordsOf(ACTION_KINDS, { least: 1 }),
  host: z.exactOptional(host),
  more_than: z.exactOptional(wholeNumber(0, MOST_HOSTS)),
  approvals: wholeNumber(0, MOST_APPROVALS),
  from: oneOf(ROLES).default("approver"),
  expires: duration().prefault(`${DEFAULT_EXPIRY_MS / MINUTE}m`),
}).transform(({ action, more_than: moreThan, expires, ...rest }) => ({
  ...rest,
  actions: action,
  ...(moreThan === undefined ? {} : { moreThan }),
  expiresMs: expires,
}));

const deviceId = text("a device id of 32 hexadecimal digits").transform((written, context) => {
  const [, id] = DEVICE_ID.exec(written) ?? [];
  if (id === undefined) context.addIssue("write a device id of 32 hexadecimal digits");
  return id?.toLowerCase() ?? "";
});

const protectedHost = section({
  hostname: z.exactOptional(text('a hostname, such as "dc-*"')),
  tag: z.exactOptional(text("a tag")),
  id: z.exactOptional(deviceId),
}).refine((one) => Object.keys(one).length === 1, {
  when: isClean,
  error: "write one of hostname, tag or id",
});

const caps = section({
  hosts_per_request: wholeNumber(1, MOST_HOSTS).default(CAPS.hostsPerRequest),
  isolations_per_hour: wholeNumber(0, MOST_HOSTS).default(CAPS.isolationsPerHour),
  emergencies_per_day: wholeNumber(0, MOST_HOSTS).default(CAPS.emergenciesPerDay),
}).transform((written) => ({
  hostsPerRequest: written.hosts_per_request,
  isolationsPerHour: written.isolations_per_hour,
  emergenciesPerDay: written.emergencies_per_day,
}));

const schedule = text("six cron fields").superRefine((written, context) => {
  const fault = cronFault(written);
  if (fault !== undefined) context.addIssue(fault);
});

/** Minutes are fine enough for a digest; seconds may still be given. */
const digestSchedule = text('a cron schedule, such as "0 9 * * 1-5"').superRefine((written, context) => {
  const fields = written.trim().split(/\s+/).length;
  const fault = cronFault(fields === 5 ? `0 ${written.trim()}` : written);
  if (fault !== undefined) context.addIssue(fault);
});

const feed = section({
  channel: place(),
  severity: z.exactOptional(oneOf(SEVERITIES)),
  products: z.exactOptional(texts("a product, such as epp")),
  tactics: z.exactOptional(texts("a tactic")),
  techniques: z.exactOptional(texts("a technique, such as T1059")),
  tags: z.exactOptional(texts("a tag")),
  groups: z.exactOptional(texts("a host group")),
  hostnames: z.exactOptional(texts("a hostname")),
  window: z.exactOptional(duration()),
  digest: z.exactOptional(digestSchedule),
}).transform(({ window, ...rest }): FeedEntry => ({
  ...rest,
  ...(window === undefined ? {} : { windowMs: window }),
}));

const policy = section({
  protected: list(protectedHost, "a list of hosts").default([]),
  caps: caps.prefault({}),
  rules: list(rule, "a list of rules").default([]),
});

/** All of the file; a section or key that is not here is a fault. Durations come out in milliseconds. */
export const settingsFile = section({
  people: list(person, "a list of people").default([]),
  groups: list(group, "a list of groups").default([]),
  default_roles: roles.default([]),
  policy: policy.prefault({}),
  approvals: section({ channel: z.exactOptional(place()) }).prefault({}),
  feeds: list(feed, "a list of feeds").default([]),
  poll: section({ alerts: schedule.default(EVERY_FIVE_SECONDS) }).prefault({}),
  mcp: section({
    hosts: list(text("a host name, such as falconer.example.com"), "a list of host names").default([]),
  }).prefault({}),
  rtr: section({
    idle: duration().prefault(`${IDLE_MS / MINUTE}m`),
    prefix: z.string({ error: 'write a text in quotes, such as "!"' }).default(""),
  }).prefault({}),
});

/** What a section lacks is only worth telling when its keys are right: one fault for one mistake. */
function isClean({ issues }: { readonly issues: readonly unknown[] }): boolean {
  return issues.length === 0;
}

function isFilled(written: object): boolean {
  return Object.keys(written).length > 0;
}
