/** Orders that Falcon answers with a success and an error inside. The answer without one says nothing here. */
import type { ApiError } from "../envelope.ts";
import { FalconError, type FalconErrorKind } from "../errors.ts";

export interface Order {
  readonly method: string;
  readonly path: string;
  readonly scope: string;
  /** What was asked for, as the middle of a sentence: `the scan`. */
  readonly what: string;
}

interface Answer {
  readonly errors: readonly Partial<ApiError>[];
  readonly meta?: { readonly trace_id?: string | undefined } | null | undefined;
}

const KINDS: Readonly<Record<number, FalconErrorKind>> = {
  403: "denied",
  404: "not-found",
  409: "conflict",
  429: "rate-limited",
};

/**
 * A server's error, or one without a number, leaves open what became of the order; any other did nothing.
 * @throws FalconError for the first error of the answer
 */
export function throwRefusal({ method, path, scope, what }: Order, { errors, meta }: Answer): void {
  const [first] = errors;
  if (first === undefined) return;
  const { code = 500 } = first;
  const isOpen = code >= 500;
  const kind = KINDS[code] ?? (isOpen ? "unavailable" : "invalid");
  const traceId = meta?.trace_id;
  throw new FalconError({
    kind,
    effect: isOpen ? "unknown" : "none",
    status: code,
    hint:
      kind === "denied"
        ? `The Falcon API client lacks the scope ${scope}.`
        : `Falcon refused ${what} (${code}).`,
    message: `${method} ${path}: accepted with error ${code} (trace ${traceId ?? "none"})`,
    ...(kind === "denied" ? { scope } : {}),
    ...(traceId === undefined ? {} : { traceId }),
  });
}
