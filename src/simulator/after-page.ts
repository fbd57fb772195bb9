/** Pages by an opaque token that is bound to one filter and one sort, as Spotlight, Discover and IOC management give. */
import { Refusal, readLimit, readText, type Call } from "./call.ts";
import type { Question } from "./search.ts";

export interface AfterPage<T> {
  readonly page: readonly T[];
  /** `after` is empty on the last page. */
  readonly pagination: { readonly limit: number; readonly total: number; readonly after: string };
}

/** @throws Refusal 400 for a token of another question */
export function afterPage<T>(
  call: Call,
  found: readonly T[],
  idOf: (one: T) => string,
  limits: { readonly fallback: number; readonly max: number },
  question: Question,
): AfterPage<T> {
  const limit = readLimit(call, limits.fallback, limits.max);
  const token = readText(call.query.get("after"));
  const start = token === undefined ? 0 : positionAfter(found, idOf, token, question);
  const page = found.slice(start, start + limit);
  const last = page.at(-1);
  const isMore = last !== undefined && start + limit < found.length;
  const after = isMore ? written(question, idOf(last)) : "";
  return { page, pagination: { limit, total: found.length, after } };
}

const written = (question: Question, last: string): string =>
  Buffer.from(JSON.stringify({ version: "v1", question, last })).toString("base64");

function positionAfter<T>(
  found: readonly T[],
  idOf: (one: T) => string,
  token: string,
  question: Question,
): number {
  const mark = read(token);
  if (mark === undefined || JSON.stringify(mark.question) !== JSON.stringify(question)) {
    throw new Refusal(400, "invalid after token for this filter and sort");
  }
  return found.findIndex((one) => idOf(one) === mark.last) + 1;
}

function read(token: string): { readonly question: unknown; readonly last: unknown } | undefined {
  try {
    return JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { question: unknown; last: unknown };
  } catch {
    return undefined;
  }
}
