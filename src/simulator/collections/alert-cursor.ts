/** The `after` token of the alerts service: opaque to callers, bound to one filter and one sort. */
import type { Alert } from "../alert-book.ts";
import { readField } from "../fql/field.ts";
import type { Scalar } from "../fql/field.ts";
import { parseSort } from "../fql/sort.ts";
import type { Question } from "../search.ts";

/** Where a page ended, by value: the alert itself may have moved since. */
export interface AfterMark {
  readonly id: string;
  /** The sort value of the last alert handed out. */
  readonly last: Scalar;
  readonly descending: boolean;
  /** The same sort value of another alert. */
  readonly value: (alert: Alert) => Scalar;
}

const VERSION = "v1";

/** Base64 of JSON, opaque to callers; `total` is in it and read by nobody. */
export function writeAfter(question: Question, last: Alert, total: number): string {
  const token = {
    version: VERSION,
    total_hits: total,
    after: [sortValue(question, last), last.composite_id],
    query: question,
  };
  return Buffer.from(JSON.stringify(token)).toString("base64");
}

/** Undefined when the token is none of ours or belongs to another question. */
export function readAfter(token: string, question: Question): AfterMark | undefined {
  const parsed = parseToken(token);
  if (parsed === undefined || JSON.stringify(parsed.query) !== JSON.stringify(question)) return undefined;
  const [last, id] = parsed.after;
  return {
    id,
    last,
    descending: parseSort(question.sort ?? "")[0]?.descending ?? false,
    value: (alert) => sortValue(question, alert),
  };
}

function sortValue({ sort }: Question, alert: Alert): Scalar {
  const field = parseSort(sort ?? "")[0]?.field ?? "composite_id";
  return readField(alert, field)[0] ?? "";
}

function parseToken(token: string): { after: [Scalar, string]; query: unknown } | undefined {
  try {
    const parsed = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as {
      version?: unknown;
      after?: unknown;
      query?: unknown;
    };
    const { version, after, query } = parsed;
    if (version !== VERSION || !Array.isArray(after) || after.length !== 2) return undefined;
    return { after: after as [Scalar, string], query };
  } catch {
    return undefined;
  }
}
