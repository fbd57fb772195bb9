/** A call to Falcon and its answer as data: what `http.ts` carries and `faults.ts` judges. */

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Takes the bytes of a success as they arrive; called anew on every try. */
export type Save<Saved> = (bytes: AsyncIterable<Uint8Array>) => Promise<Saved>;

export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  readonly path: string;
  readonly query?: Query;
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

export interface Reply {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** The parsed JSON, or what `save` made of a file; undefined for no body, and for an error page that is no JSON. */
  readonly body: unknown;
}
