/** A call to Falcon and its answer as data: what `http.ts` carries and `faults.ts` judges. */

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

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
}

export interface Reply {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** The parsed JSON; undefined for no body, and for an error page that is no JSON. */
  readonly body: unknown;
}
