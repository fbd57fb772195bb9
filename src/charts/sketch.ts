/** What is to be drawn and what comes of it, as plain data that can be handed to another process. */
import type { TopLevelSpec } from "vega-lite";

/** A Vega-Lite specification, or a finished SVG that only has to become a PNG. */
export type Sketch =
  | { readonly kind: "chart"; readonly spec: TopLevelSpec }
  | { readonly kind: "svg"; readonly svg: string };

export interface Drawn {
  /** Self-contained, to be set into a page. */
  readonly svg: string;
  /** Twice as many points as the SVG has. */
  readonly png: Uint8Array;
}

/** `id` is answered back, for one process serves many. */
export interface Job {
  readonly id: number;
  readonly sketch: Sketch;
}

/** `fault` is for the log; who waits is told only that there is no picture. */
export type Done =
  | { readonly id: number; readonly drawn: Drawn }
  | { readonly id: number; readonly fault: string };
