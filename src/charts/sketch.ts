/** What is to be drawn and what comes of it, as plain data that can be handed to another process. */
import type { TopLevelSpec } from "vega-lite";

export type Sketch =
  | { readonly kind: "chart"; readonly spec: TopLevelSpec }
  | { readonly kind: "svg"; readonly svg: string };

export interface Drawn {
  /** Self-contained, to be set into a page. */
  readonly svg: string;
  readonly png: Uint8Array;
}

export interface Job {
  readonly id: number;
  readonly sketch: Sketch;
}

export type Done =
  | { readonly id: number; readonly drawn: Drawn }
  | { readonly id: number; readonly fault: string };
