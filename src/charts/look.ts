/**
 * How our pictures look: colours that stay apart for people who see few of them and get
 * darker with the severity, on white, so that they read the same in light and dark themes.
 */
import type { Config } from "vega-lite";
import type { Untrusted } from "../lib/untrusted.ts";
import { fitted } from "./measure.ts";
import { shown } from "./text.ts";

/** Shipped with us: a picture looks the same on every machine, and no system font is read. */
export const FONT = "DejaVu Sans";
/** Of command lines. */
export const MONO = "DejaVu Sans Mono";

/** Worst first, the other way round than Falcon's names: bars and legends begin with what matters. */
export const SEVERITIES = ["Critical", "High", "Medium", "Low", "Informational"] as const;
/** Falcon's words (`severity_name`). */
export type SeverityName = (typeof SEVERITIES)[number];

/** One colour a severity, the same in every picture. */
export const SEVERITY_COLORS: Readonly<Record<SeverityName, string>> = {
  Critical: "#8f1340",
  High: "#e0592a",
  Medium: "#f3b942",
  Low: "#5b9bd5",
  Informational: "#a9b4c0",
};

/** Everything that is no severity. */
export const INK = {
  strong: "#1b222c",
  plain: "#3a4553",
  soft: "#66717f",
  bar: "#7c8794",
  line: "#d5dbe2",
  faint: "#eceff3",
  ground: "#ffffff",
} as const;

/** Points; a chat shows pictures about half as wide. */
export const WIDTH = 720;
const BODY = 13;
const TITLE = 17;
const LONGEST_TITLE = 200;
/** Bold letters are that much wider. */
const BOLD = 1.12;

/** Shared by every chart; only sizes and colours, no data. */
export const CONFIG: Config = {
  font: FONT,
  background: INK.ground,
  padding: 16,
  view: { stroke: null },
  axis: {
    labelColor: INK.plain,
    labelFontSize: BODY,
    titleColor: INK.soft,
    titleFontSize: BODY - 1,
    titleFontWeight: "normal",
    gridColor: INK.faint,
    domainColor: INK.line,
    tickColor: INK.line,
    labelPadding: 6,
  },
  legend: {
    labelColor: INK.plain,
    labelFontSize: BODY,
    symbolType: "square",
    symbolSize: 130,
    symbolStrokeWidth: 0,
    columnPadding: 18,
    gridAlign: "none",
    title: null,
  },
  title: {
    anchor: "start",
    color: INK.strong,
    fontSize: TITLE,
    fontWeight: "bold",
    subtitleColor: INK.soft,
    subtitleFontSize: BODY,
    subtitlePadding: 6,
    offset: 14,
  },
  text: { color: INK.plain, fontSize: BODY },
};

/** Cut to one line of the picture's width; foreign words come out visible and short. */
export const heading = (
  title: string | Untrusted,
  subtitle: string,
): { readonly text: string; readonly subtitle: string } => ({
  text: fitted(shown(title, LONGEST_TITLE), WIDTH / BOLD, TITLE),
  subtitle,
});
