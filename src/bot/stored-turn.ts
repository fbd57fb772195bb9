/** A turn as it comes back from the inbox after a crash: checked like everything that enters. */
import { z } from "zod";
import type { Turn } from "../chat/turn.ts";
import { ROLES } from "../chat/person.ts";
import { Untrusted } from "../lib/untrusted.ts";

const values = z.record(z.string(), z.string());

const turnSchema = z.object({
  id: z.string(),
  account: z.object({
    surface: z.string(),
    id: z.string(),
    tenant: z.string(),
    name: z.instanceof(Untrusted),
    standing: z.enum(["member", "guest", "foreign", "deactivated", "bot", "unknown"]),
    atMost: z.array(z.enum(ROLES)).exactOptional(),
  }),
  place: z
    .object({ surface: z.string(), channel: z.string(), thread: z.string().optional() })
    .transform(({ thread, ...place }) => (thread === undefined ? place : { ...place, thread })),
  input: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("line"), text: z.string() }),
    z.object({ kind: z.literal("talk"), text: z.string() }),
    z.object({ kind: z.literal("options"), command: z.string(), values }),
    z.object({ kind: z.literal("press"), token: z.string() }),
    z.object({ kind: z.literal("form"), command: z.string(), values }),
  ]),
  askedBy: z.enum(["person", "agent", "playbook"]),
  cites: z.array(z.string()).exactOptional(),
  receivedAt: z.number(),
  files: z
    .array(
      z.object({
        name: z.instanceof(Untrusted),
        sizeBytes: z
          .number()
          .optional()
          .transform((size) => size),
        address: z.string(),
      }),
    )
    .exactOptional(),
  reply: z.unknown(),
});

/** Undefined when the row holds no turn of ours, from an older version perhaps. */
export function readTurn(stored: unknown): Turn | undefined {
  const read = turnSchema.safeParse(stored);
  return read.success ? { ...read.data, reply: read.data.reply } : undefined;
}
