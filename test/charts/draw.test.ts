/** What is drawn can be read: the words are in the SVG, and there are dark points where they stand. */
import { describe, expect, it } from "vitest";
import { draw } from "../../src/charts/draw.ts";
import { SEVERITY_COLORS } from "../../src/charts/look.ts";
import { processTreeSvg, type ProcessTree } from "../../src/charts/process-tree.ts";
import { severityOverTime, storm, topHosts, topTechniques } from "../../src/charts/specs.ts";
import { tally } from "../../src/charts/tally.ts";
import { timeline } from "../../src/charts/timeline.ts";
import { MINUTE } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { pixelsOf, type Pixels } from "../fixtures/pixels.ts";
import { NOON, stormOf } from "./sightings.ts";

const counted = tally(stormOf(400));
const HOSTILE = "</text><script>alert(1)</script>&\u202Eexe\u0000\uFFFE\uD800\u001b[31m日本";

const isDark = (red: number, green: number, blue: number): boolean => Math.max(red, green, blue) < 90;
const isColor = (hex: string) => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return (red: number, green: number, blue: number): boolean =>
    Math.abs(red - r) + Math.abs(green - g) + Math.abs(blue - b) < 12;
};
const wordsIn = (svg: string): string =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words]) => words).join("\n");
/** Points that are there with the words and not without them. */
const inkOf = (pixels: Pixels): number => pixels.count(isDark);

/** Elements and attributes that could act, as a browser would read them. */
const acting = (svg: string): readonly string[] =>
  svg.match(/<\s*(?:script|foreignObject|iframe|image|use|a)\b|\son\w+=|href=|javascript:/gi) ?? [];

describe("charts of detections", () => {
  it.each([
    ["over time", severityOverTime, ["12:10", "detections", "Critical", "Informational"]],
    ["of a storm", storm, ["12:10", "5 hosts", "WIN-FIN-07", "PowerShell", "3 techniques", "Medium"]],
    ["of hosts", topHosts, ["WIN-FIN-07", "SRV-DC-01", "2026-01-05 12:00 to 12:39 UTC"]],
    ["of techniques", topTechniques, ["PowerShell", "Process Injection", 'Quotes "&amp;" more']],
  ] as const)("%s have a title, their words and the colours of severities", async (_name, spec, words) => {
    const { svg, png } = await draw({ kind: "chart", spec: spec("400 detections", counted) });
    const nameless = await draw({ kind: "chart", spec: spec(" ", counted) });
    for (const word of ["400 detections", ...words]) expect(wordsIn(svg)).toContain(word);
    const pixels = pixelsOf(png);
    for (const color of Object.values(SEVERITY_COLORS))
      expect(pixels.count(isColor(color))).toBeGreaterThan(200);
    expect(inkOf(pixels) - inkOf(pixelsOf(nameless.png))).toBeGreaterThan(300);
    expect(acting(svg)).toEqual([]);
  });

  it("cut a name that is too long, and show what a hostile one hides", async () => {
    const names = [HOSTILE, `${"w".repeat(300)}.example`];
    const sightings = names.map((name, n) => ({
      at: NOON,
      severity: "High" as const,
      host: { id: `id${n}`, name: untrusted(name) },
      technique: untrusted(name),
    }));
    const { svg } = await draw({ kind: "chart", spec: storm(HOSTILE, tally(sightings)) });
    expect(acting(svg)).toEqual([]);
    expect(svg).toContain("&lt;/text&gt;&lt;script&gt;");
    expect(svg).not.toContain("\u202E");
    expect(svg).not.toContain("w".repeat(40));
  });

  it("are drawn of nothing as well", async () => {
    const { svg, png } = await draw({ kind: "chart", spec: storm("No detections", tally([])) });
    expect(wordsIn(svg)).toContain("No detections");
    expect(pixelsOf(png).width).toBeGreaterThan(1_000);
  });
});

describe("the process tree", () => {
  const tree: ProcessTree = {
    title: untrusted("Credential theft"),
    severity: "Critical",
    verdict: ["Detection only: nothing was blocked", untrusted("Credential Access")],
    host: untrusted("WIN-FIN-07"),
    processes: [
      { name: untrusted("explorer.exe"), user: untrusted("CORP\\ana") },
      { name: untrusted("winword.exe"), commandLine: untrusted('winword.exe /n "a.docm"') },
      {
        name: untrusted("powershell.exe"),
        path: untrusted("C:\\Windows\\powershell.exe"),
        commandLine: untrusted(`powershell.exe -enc ${"QUFB".repeat(500)}`),
      },
    ],
  };

  it("names every process, user and command line, and marks the detected one", async () => {
    const { svg, png } = await draw({ kind: "svg", svg: processTreeSvg(tree) });
    for (const word of [
      "Critical",
      "Credential theft",
      "WIN-FIN-07  ·  Detection only: nothing was blocked  ·  Credential Access",
      "explorer.exe",
      "CORP\\ana",
      "winword.exe /n &quot;a.docm&quot;",
      "C:\\Windows\\powershell.exe",
      "powershell.exe -enc QUFB",
      "… 2,020 characters in all",
    ])
      expect(wordsIn(svg)).toContain(word);
    const pixels = pixelsOf(png);
    const marked = isColor(SEVERITY_COLORS.Critical);
    expect(pixels.count(marked, { top: 0.6 })).toBeGreaterThan(2_000);
    expect(pixels.count(marked, { top: 0.2, bottom: 0.4 })).toBe(0);
    expect(inkOf(pixels)).toBeGreaterThan(4_000);
  });

  it("keeps hostile words inside their boxes and runs none of them", async () => {
    const bad = untrusted(HOSTILE.repeat(40));
    const process = { name: bad, path: bad, commandLine: bad, user: bad };
    const svg = processTreeSvg({
      title: bad,
      severity: "Low",
      verdict: [bad],
      host: bad,
      processes: [process, process, process],
    });
    expect(acting(svg)).toEqual([]);
    // The margin on the right stays white.
    const { png } = await draw({ kind: "svg", svg });
    const pixels = pixelsOf(png);
    expect(pixels.count((red, green, blue) => red + green + blue < 700, { left: 0.985 })).toBe(0);
  });

  it("is drawn with whatever there is", async () => {
    const alone = { title: "x", severity: "Informational" as const, verdict: [], processes: [{}] };
    const { svg } = await draw({ kind: "svg", svg: processTreeSvg(alone) });
    expect(wordsIn(svg)).toContain("(unnamed)");
  });
});

describe("the time line", () => {
  const event = (minute: number, number: number) =>
    ({ at: NOON + minute * MINUTE, number, lane: "Detections", severity: "High" }) as const;

  it("has a lane for what there is, a number for each event and a bar for what lasts", async () => {
    const bars = [{ lane: "Isolation", from: NOON + 5 * MINUTE }] as const;
    const spec = timeline("WIN-FIN-07", [event(0, 1), event(30, 2)], bars, NOON + 60 * MINUTE);
    const { svg, png } = await draw({ kind: "chart", spec });
    const words = wordsIn(svg).split("\n");
    for (const word of ["WIN-FIN-07", "Detections", "Isolation", "1", "2", "12:30"])
      expect(words).toContain(word);
    expect(words).not.toContain("Sessions");
    expect(pixelsOf(png).count(isColor(SEVERITY_COLORS.High))).toBeGreaterThan(800);
  });

  it("has times to read also when all of it is within a minute", async () => {
    const spec = timeline("Quick", [event(0.1, 1), event(0.5, 2)], [], NOON + MINUTE);
    expect(wordsIn((await draw({ kind: "chart", spec })).svg)).toContain("12:00:20");
  });

  it("piles up what happens at one moment, and counts what finds no place", async () => {
    const events = Array.from({ length: 30 }, (_, n) => event(n / 60, n + 1));
    const spec = timeline("Burst", [...events, event(50, 31)], [], NOON + 60 * MINUTE);
    const words = wordsIn((await draw({ kind: "chart", spec })).svg).split("\n");
    expect(words.filter((word) => /^(?:\d+|\+\d+)$/.test(word))).toEqual(["1", "2", "3", "+27", "31"]);
  });
});
