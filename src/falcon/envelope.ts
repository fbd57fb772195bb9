/** Falcon's response envelope, read leniently: lists may be absent, null or empty alike. */
import { z } from "zod";
import { untrusted, type Untrusted } from "../lib/untrusted.ts";

/** The services count in numbers, and sometimes in numbers written as text. */
const code = z
  .union([z.number(), z.string()])
  .nullish()
  .catch(undefined)
  .transform((value) => {
    const number = typeof value === "string" && value !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? number : undefined;
  });

const ApiError = z.looseObject({
  code,
  message: z.string().optional().catch(undefined),
  id: z.string().optional().catch(undefined),
});
/**
 * One of `errors[]`. The code is mostly the HTTP status, and a number of its own at RTR (40401).
 * The message is foreign text.
 */
export type ApiError = z.infer<typeof ApiError>;

/** Never refuses an answer for a part that is missing: what was asked for is checked by who reads it. */
export const Envelope = z.looseObject({
  meta: z
    .looseObject({
      trace_id: z.string().optional().catch(undefined),
      pagination: z.looseObject({ total: code }).nullish().catch(undefined),
    })
    .nullish(),
  resources: z
    .array(z.unknown())
    .nullish()
    .transform((list) => list ?? []),
  errors: z
    .array(z.unknown())
    .nullish()
    .transform((list) => (list ?? []).flatMap(readError)),
});

/** A list of ids and how many there are in all. */
export const Ids = Envelope.transform(({ resources, meta }) => ({
  ids: resources.filter((id) => typeof id === "string"),
  total: meta?.pagination?.total ?? resources.length,
}));

/** Whether the body is an envelope at all: an answer without any of its parts says nothing. */
export const isEnvelope = (body: unknown): boolean =>
  typeof body === "object" && body !== null && ["meta", "resources", "errors"].some((key) => key in body);

/** None for what is no envelope. */
export const errorsOf = (body: unknown): readonly ApiError[] => Envelope.safeParse(body).data?.errors ?? [];

/** The records of a reply. One that cannot be read never costs the others. */
export const recordsOf = <Row>(row: z.ZodType<Row>) =>
  Envelope.transform(({ resources }): readonly Row[] =>
    resources.flatMap((resource) => {
      const parsed = row.safeParse(resource);
      return parsed.success ? [parsed.data] : [];
    }),
  );

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

/** Letters, digits and what ids, statuses and time stamps are joined with; no text of an endpoint. */
const WORD = /^[\w.:|+/ -]{1,300}$/;

/** A word of Falcon's own (a status, an id, a time stamp), which may be shown as ours. */
export const word = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(undefined)
  .transform((value) => {
    const written = value === undefined || value === null ? "" : String(value);
    return WORD.test(written) ? written : undefined;
  });

/** A list of them; what is no text, or an empty one, is left out. */
export const texts = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((list): readonly Untrusted[] =>
    (list ?? []).flatMap((value) => (typeof value === "string" && value !== "" ? [untrusted(value)] : [])),
  );

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;
/** Below this a number counts seconds: in milliseconds it would be the spring of 1973. */
const LEAST_MS = 100_000_000_000;

/**
 * RFC 3339, or epoch seconds or milliseconds, in milliseconds; undefined for what is no
 * date, and for the year 1, which is how these services write "never".
 */
export const moment = z
  .unknown()
  .optional()
  .transform((value): number | undefined => {
    if (typeof value === "string" && RFC_3339.test(value)) return afterZero(Date.parse(value));
    const number = typeof value === "string" && /^\d{9,13}$/.test(value) ? Number(value) : value;
    if (typeof number !== "number") return undefined;
    return afterZero(number < LEAST_MS ? number * 1_000 : number);
  });

/** Also where a service writes the number as text; undefined for what is none. */
export const integer = code;

function afterZero(ms: number): number | undefined {
  return Number.isFinite(ms) && ms > 0 ? Math.floor(ms) : undefined;
}

function readError(value: unknown): ApiError[] {
  const parsed = ApiError.safeParse(value);
  return parsed.success ? [parsed.data] : [{ code: undefined, message: undefined, id: undefined }];
}
