/** What reading an encrypted archive gives: its one file, or why it is left alone. */

export type Opened =
  | { readonly outcome: "opened"; readonly sha256: string; readonly bytes: Uint8Array }
  | { readonly outcome: "refused"; readonly why: string };
