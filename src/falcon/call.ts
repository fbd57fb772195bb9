/** A call to Falcon and its answer as data: what `http.ts` carries and `faults.ts` judges. */

/**
 * Undefined leaves the parameter out; a list repeats its key (`ids=a&ids=b`), as Falcon wants
 * it, never a comma.
 */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Takes the bytes of a success as they arrive; called anew on every try. */
export type Save<Saved> = (bytes: AsyncIterable<Uint8Array>) => Promise<Saved>;

export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  /** A template without ids, `/devices/entities/devices/v2`: it is logged and counted as it stands. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON; `{}` where a write has none, since some services refuse an empty POST. */
  readonly body?: unknown;
  /** Form fields instead of JSON: the token service. */
  readonly form?: Readonly<Record<string, string>>;
  /** What a 403 lacks, by its console and its machine name: `Hosts: Read (devices:read)`. */
  readonly scope?: string;
  /** Bytes of the answer that are read at most. */
  readonly mostBytes?: number;
  /** For answers that are files instead of JSON. */
  readonly save?: Save<unknown>;
}

/** Whatever was answered, a refusal too: only `faults.ts` says what is an error. */
export interface Reply {
  readonly status: number;
  /** By its name in any letter case, as Falcon's own varies. */
  readonly header: (name: string) => string | undefined;
  /** The parsed JSON, or what `save` made of a file; undefined for no body, and for an error page that is no JSON. */
  readonly body: unknown;
}
