/** Falcon's response envelope, read leniently: lists may be absent, null or empty alike. */
import { z } from "zod";
import { untrusted, type Untrusted } from "../lib/untrusted.ts";

const ApiError = z.looseObject({
  code: z.number().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  id: z.string().optional().catch(undefined),
});
export type ApiError = z.infer<typeof ApiError>;

export const Envelope = z.looseObject({
  meta: z
    .looseObject({
      trace_id: z.string().optional().catch(undefined),
      pagination: z.looseObject({ total: z.number().optional().catch(undefined) }).nullish(),
    })
    .nullish(),
  resources: z
    .array(z.unknown())
    .nullish()
    .transform((list) => list ?? []),
  errors: z
    .array(ApiError)
    .nullish()
    .transform((list) => list ?? []),
});

/** A list of ids and how many there are in all. */
export const Ids = Envelope.transform(({ resources, meta }) => ({
  ids: resources.filter((id) => typeof id === "string"),
  total: meta?.pagination?.total ?? resources.length,
}));

/** Text of an endpoint: anything printable counts, nothing and null are absent. */
export const text = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .catch(undefined)
  .transform((value): Untrusted | undefined =>
    value === undefined || value === null || value === "" ? undefined : untrusted(String(value)),
  );

/** The same, where an absent one still has to be shown. */
export const namedText = text.transform((value): Untrusted => value ?? untrusted(""));

/** Our own use of a word from a closed set, or text that looks like one. */
export const word = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(undefined)
  .transform((value) => (value === undefined || value === null ? undefined : String(value)));

export const texts = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((list): readonly Untrusted[] =>
    (list ?? []).flatMap((value) => (typeof value === "string" && value !== "" ? [untrusted(value)] : [])),
  );

/** RFC 3339 in milliseconds; undefined for what is no date. */
export const moment = z.unknown().transform((value): number | undefined => {
  const ms = typeof value === "string" ? Date.parse(value) : typeof value === "number" ? value : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
});

export const integer = z
  .union([z.number(), z.string()])
  .nullish()
  .catch(undefined)
  .transform((value): number | undefined => {
    const number = value === undefined || value === null || value === "" ? Number.NaN : Number(value);
    return Number.isFinite(number) ? number : undefined;
  });
