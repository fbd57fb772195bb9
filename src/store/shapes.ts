/** What the JSON columns hold, checked when it is read. Fields that we do not know yet are kept. */
import { z } from "zod";
import { Untrusted } from "../lib/untrusted.ts";
import type {
  AppliedPolicy,
  AuditBody,
  Citation,
  StoredAccount,
  StoredPlace,
  TargetSnapshot,
} from "./rows.ts";

/** Only what was stored as foreign text comes back as such; a plain string here is a damaged row. */
export const untrustedText = z.instanceof(Untrusted);
export const anything = z.unknown();
export const namedValues: z.ZodType<Readonly<Record<string, unknown>>> = z.record(z.string(), z.unknown());

export const account: z.ZodType<StoredAccount> = z.looseObject({ surface: z.string(), id: z.string() });

export const place: z.ZodType<StoredPlace> = z.looseObject({
  surface: z.string(),
  channel: z.string(),
  thread: z.string().exactOptional(),
});

/** See `DeliveryRow.to`. */
export const destination = z.union([
  z.looseObject({ place, under: z.string().exactOptional() }),
  z.looseObject({ account }),
]);

export const message = z.looseObject({
  surface: z.string(),
  channel: z.string(),
  message: z.string(),
  isPinned: z.literal(true).exactOptional(),
});

export const policy: z.ZodType<AppliedPolicy> = z.looseObject({
  approvals: z.int(),
  from: z.string(),
  expiresMs: z.int(),
  because: z.string(),
});

/** JSON has no undefined: a fact that was not known is left out of the text. */
const target = z
  .looseObject({
    id: z.string(),
    hostname: untrustedText,
    facts: z.array(z.looseObject({ label: z.string(), value: untrustedText })).exactOptional(),
    platform: untrustedText,
    os: untrustedText,
    machineType: untrustedText,
    lastUser: untrustedText,
    tags: z.array(untrustedText),
    containment: z.string(),
    online: z.string(),
    openAlerts: z.int().optional(),
    lastSeenAt: z.int().optional(),
    isProtected: z.boolean(),
    namesakes: z.array(z.string()),
  })
  .transform(({ openAlerts, lastSeenAt, ...known }): TargetSnapshot => ({
    ...known,
    openAlerts,
    lastSeenAt,
  }));

export const targets: z.ZodType<readonly TargetSnapshot[]> = z.array(target);

export const citations: z.ZodType<readonly Citation[]> = z.array(
  z.looseObject({
    id: untrustedText,
    name: untrustedText.optional(),
    is: z.enum(["found", "elsewhere", "missing", "unchecked"]),
  }),
);

/** Loose, as every shape here: an old line with a field that is gone is still read. */
export const auditBody: z.ZodType<AuditBody> = z.looseObject({
  event: z.string(),
  actor: z.string(),
  actorName: z.union([z.string(), untrustedText]).exactOptional(),
  account: account.exactOptional(),
  approval: z.string().exactOptional(),
  devices: z.array(z.string()).exactOptional(),
  hostnames: z.array(untrustedText).exactOptional(),
  detail: namedValues.exactOptional(),
});
