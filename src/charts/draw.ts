/**
 * Draws one picture: a Vega-Lite specification, or an SVG that is laid out already. Heavy;
 * runs in a process of its own (`studio.ts`), which alone loads these libraries.
 */
import { readFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import { parse, View, Warn } from "vega";
import { compile } from "vega-lite";
import { eastAsianFont, OWN_FONTS } from "./fonts.ts";
import type { Drawn, Sketch } from "./sketch.ts";

/** For screens with twice the points. */
const ZOOM = 2;
const FONTS = [...OWN_FONTS, ...(eastAsianFont === undefined ? [] : [eastAsianFont])];

/** Rejects when the specification cannot be compiled or drawn; blocks its process while it draws. */
export async function draw(sketch: Sketch): Promise<Drawn> {
  const svg = sketch.kind === "svg" ? sketch.svg : await svgOf(sketch.spec);
  const picture = new Resvg(svg, {
    fitTo: { mode: "zoom", value: ZOOM },
    font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: "DejaVu Sans" },
  }).render();
  return { svg, png: new Uint8Array(picture.asPng()) };
}

async function svgOf(spec: (Sketch & { kind: "chart" })["spec"]): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: "none", logLevel: Warn });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Read once, so that a missing font is a fault at the first picture and not a picture without words. */
for (const font of OWN_FONTS) readFileSync(font);
