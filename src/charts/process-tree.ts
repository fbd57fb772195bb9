/**
 * The processes behind a detection as a drawing of our own: eldest first, each child further
 * to the right, the detected one marked with its severity. Command lines are cut to a few
 * lines; the card has them in full.
 */
import type { Untrusted } from "../lib/untrusted.ts";
import { FONT, INK, MONO, SEVERITY_COLORS, type SeverityName } from "./look.ts";
import { fitted, monoFits, widthOf } from "./measure.ts";
import { escapeXml, shown } from "./text.ts";
import { wrapped } from "./wrap.ts";

type Text = string | Untrusted;

/** Any of it may be missing: then the next best is its name. */
export interface TreeProcess {
  readonly name?: Text | undefined;
  readonly path?: Text | undefined;
  /** Cut to three lines, the detected one to six. */
  readonly commandLine?: Text | undefined;
  readonly user?: Text | undefined;
}

/** An alert's process with its parent and grandparent, as far as Falcon told them. */
export interface ProcessTree {
  /** What was detected. */
  readonly title: Text;
  readonly severity: SeverityName;
  /** Whether it was stopped, and how it is classified. */
  readonly verdict: readonly Text[];
  readonly host?: Text | undefined;
  /** Eldest first; the last one is the detected one. */
  readonly processes: readonly TreeProcess[];
}

const WIDTH = 720;
const MARGIN = 20;
const INDENT = 28;
const PADDING = 14;
const GAP = 22;
const RADIUS = 8;
const BAR = 6;
const SIZE = { title: 17, name: 14.5, small: 12, code: 12 } as const;
const LINE = { title: 24, name: 20, small: 17, code: 16.5 } as const;
const LINES = { ancestor: 3, detected: 6 } as const;
/** Of anything that is shown on one line. */
const LONGEST = 200;
const USER_SHARE = 0.4;

interface Box {
  readonly height: number;
  readonly svg: string;
}

/** Self-contained; foreign words in it are escaped and cut to their boxes. */
export function processTreeSvg(tree: ProcessTree): string {
  const { processes } = tree;
  const color = SEVERITY_COLORS[tree.severity];
  const parts: string[] = [...heading(tree)];
  let y = MARGIN + LINE.title + LINE.small + 14;
  processes.forEach((process, depth) => {
    const x = MARGIN + depth * INDENT;
    const isDetected = depth === processes.length - 1;
    const drawn = box(process, { x, y, width: WIDTH - MARGIN - x, color: isDetected ? color : undefined });
    if (depth > 0) parts.push(connector(x, y, drawn.height));
    parts.push(drawn.svg);
    y += drawn.height + GAP;
  });
  const height = y - GAP + MARGIN;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"` +
    ` font-family="${FONT}" role="img"><rect width="100%" height="100%" fill="${INK.ground}"/>${parts.join("")}</svg>`
  );
}

function heading({ title, severity, verdict, host }: ProcessTree): readonly string[] {
  const room = WIDTH - 2 * MARGIN;
  const badge = widthOf(severity, SIZE.small) + 16;
  const name = fitted(shown(title, LONGEST), room - badge - 10, SIZE.title);
  const line = [...(host === undefined ? [] : [host]), ...verdict]
    .map((part) => shown(part, LONGEST))
    .join("  ·  ");
  const isDark = severity === "Critical" || severity === "High";
  return [
    `<rect x="${MARGIN}" y="${MARGIN - 2}" width="${badge}" height="21" rx="4" fill="${SEVERITY_COLORS[severity]}"/>`,
    words(MARGIN + 8, MARGIN + 13, severity, {
      size: SIZE.small,
      weight: "bold",
      fill: isDark ? "#ffffff" : INK.strong,
    }),
    words(MARGIN + badge + 10, MARGIN + 14, name, { size: SIZE.title, weight: "bold", fill: INK.strong }),
    words(MARGIN, MARGIN + 14 + LINE.title, fitted(line, room, SIZE.small), {
      size: SIZE.small,
      fill: INK.soft,
    }),
  ];
}

/** From under the parent's corner to the middle of the child's first line. */
function connector(x: number, y: number, height: number): string {
  const down = x - INDENT + INDENT / 2;
  const middle = y + Math.min(height / 2, PADDING + LINE.name / 2);
  return (
    `<path d="M${down} ${y - GAP}V${middle - RADIUS}Q${down} ${middle} ${down + RADIUS} ${middle}H${x}"` +
    ` fill="none" stroke="${INK.line}" stroke-width="2"/>`
  );
}

function box(
  process: TreeProcess,
  at: { readonly x: number; readonly y: number; readonly width: number; readonly color: string | undefined },
): Box {
  const { x, y, width, color } = at;
  const left = x + PADDING + (color === undefined ? 0 : BAR);
  const room = x + width - PADDING - left;
  const user =
    process.user === undefined ? "" : fitted(shown(process.user, LONGEST), room * USER_SHARE, SIZE.small);
  const nameRoom = room - (user === "" ? 0 : widthOf(user, SIZE.small) + 16);
  const name = fitted(shown(nameOf(process), LONGEST), nameRoom, SIZE.name);
  const path = process.path === undefined ? "" : fitted(shown(process.path, LONGEST), room, SIZE.small);
  const lines = wrapped(process.commandLine ?? "", {
    columns: monoFits(room - 2 * 10, SIZE.code),
    lines: color === undefined ? LINES.ancestor : LINES.detected,
  });

  const parts: string[] = [];
  let line = y + PADDING + 12;
  parts.push(words(left, line, name, { size: SIZE.name, weight: "bold", fill: INK.strong }));
  if (user !== "")
    parts.push(words(x + width - PADDING, line, user, { size: SIZE.small, fill: INK.soft, anchor: "end" }));
  if (path !== "" && path !== name) {
    line += LINE.small + 2;
    parts.push(words(left, line, path, { size: SIZE.small, fill: INK.soft }));
  }
  let bottom = line + PADDING - 2;
  if (lines.length > 0) {
    const top = line + 9;
    const height = lines.length * LINE.code + 11;
    parts.push(
      `<rect x="${left}" y="${top}" width="${room}" height="${height}" rx="5" fill="${INK.faint}"/>`,
    );
    lines.forEach((text, index) =>
      parts.push(
        words(left + 10, top + 17 + index * LINE.code, text, {
          size: SIZE.code,
          fill: INK.plain,
          font: MONO,
        }),
      ),
    );
    bottom = top + height + PADDING - 2;
  }
  const height = bottom - y;
  return { height, svg: frame(x, y, width, height, color) + parts.join("") };
}

function frame(x: number, y: number, width: number, height: number, color: string | undefined): string {
  const rect = (w: number, fill: string, stroke: string): string =>
    `<rect x="${x}" y="${y}" width="${w}" height="${height}" rx="${RADIUS}" fill="${fill}"${stroke}/>`;
  if (color === undefined) return rect(width, INK.ground, ` stroke="${INK.line}" stroke-width="1.5"`);
  return (
    rect(width, INK.ground, ` stroke="${color}" stroke-width="2"`) +
    `<path d="M${x + BAR} ${y}V${y + height}H${x + RADIUS}Q${x} ${y + height} ${x} ${y + height - RADIUS}` +
    `V${y + RADIUS}Q${x} ${y} ${x + RADIUS} ${y}Z" fill="${color}"/>`
  );
}

const nameOf = ({ name, path, commandLine }: TreeProcess): Text => name ?? path ?? commandLine ?? "(unnamed)";

interface Style {
  readonly size: number;
  readonly fill: string;
  readonly weight?: "bold";
  readonly anchor?: "end";
  readonly font?: string;
}

function words(x: number, y: number, text: string, { size, fill, weight, anchor, font }: Style): string {
  const more = [
    weight === undefined ? "" : ` font-weight="${weight}"`,
    anchor === undefined ? "" : ` text-anchor="${anchor}"`,
    font === undefined ? "" : ` font-family="${font}"`,
  ].join("");
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${more} xml:space="preserve">${escapeXml(text)}</text>`;
}
