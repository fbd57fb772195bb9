/** The files of a report: whatever a machine calls itself, they show it and do nothing with it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Inline } from "../../src/chat/card.ts";
import { link } from "../../src/chat/card.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { compose } from "../../src/report/compose.ts";
import type { Material } from "../../src/report/collect.ts";
import type { Report } from "../../src/report/document.ts";
import { happenings } from "../../src/report/happenings.ts";
import { html } from "../../src/report/write/html.ts";
import { markdown } from "../../src/report/write/markdown.ts";
import { HIDDEN, HOSTILE_LINES, HOSTILE_NAME } from "../contracts/adapter/hostile.ts";
import { incident } from "./incident.ts";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="c"/><g clip-path="url(#c)"/></svg>';
const picture = { svg: SVG, png: new Uint8Array(), alt: "a picture" };
const reportOf = (material: Material): Report =>
  compose({
    material,
    happened: happenings(material),
    pictures: { timeline: picture, detections: picture },
    madeFor: "Ana",
  });

const TAGS =
  /^<(?:!doctype html|\/?(?:html|head|meta|title|style|body|header|h1|h2|h3|dl|dt|dd|nav|ol|ul|li|a|main|section|div|table|thead|tbody|tr|th|td|code|cite|strong|time|p|figure|figcaption|footer|svg|clipPath|g|path)(?:\s(?:[a-z-]+="[^"<>]*"\s*)*)?\/?)>$/i;

/** Everything in the page that is read as a tag, without the style sheet. */
const tagsIn = (page: string): readonly string[] =>
  page.replace(/<style>.*<\/style>/s, "").match(/<[^>]*>?/g) ?? [];

/** Marks that Markdown would act on: not escaped, and not inside a code span. */
function active(text: string): string {
  return text.replace(/\\[\s\S]/g, "").replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
}

const NAMES: readonly (readonly [string, string])[] = [
  ["mentions, links and marks", HOSTILE_NAME],
  ["markup", `</td></table><script>alert(1)</script><img src=x onerror="alert(1)">&#x3C;b&gt;`],
  ["an address", "https://evil.example/x www.evil.example 203.0.113.7 javascript:alert(1)"],
  ["a table of its own", "a | b |\n| --- | --- |\n| c | d"],
  ["a heading and a list", "# Approved\n- by Lee\n1. done\n---\n> quote"],
  ["an image and a footnote", "![x](https://evil.example/p.png) [^1] [a]: https://evil.example $x$ {x}"],
  ["back-ticks", "`` ` ``` ````` \\` |"],
  ["formulas", "=HYPERLINK(1) +cmd -1+1 @SUM(1) \tx"],
];

describe.each(NAMES)("a machine that calls itself %s", (_what, name) => {
  const report = reportOf(incident({}, { name, line: `${name} ${HOSTILE_LINES}` }));

  it("cannot act in the HTML page", () => {
    const page = html(report);
    expect(tagsIn(page).filter((tag) => !TAGS.test(tag))).toEqual([]);
    expect(page).not.toMatch(/\b(?:https?:\/\/(?!www\.w3\.org\/2000\/svg"))/i);
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, to]) => to?.startsWith("#"))).toBe(true);
    expect(page).not.toMatch(HIDDEN);
  });

  it("cannot act in the Markdown", () => {
    const text = markdown(report);
    expect(text).not.toMatch(/\bhttps?:\/\//i);
    expect(text).not.toMatch(HIDDEN);
    const left = active(text);
    expect(left).not.toMatch(/[<>`]/);
    expect(left).not.toMatch(/\][([:]/);
    expect(left).not.toMatch(/!\[/);
    // Headings, emphasis and tables are all ours.
    expect(left.match(/^#+ .*$/gm)?.filter((line) => /^#{1,2} /.test(line))).toHaveLength(11);
    for (const table of text.matchAll(/(?:^\|.*\|$\n)+/gm)) {
      const widths = table[0]
        .trim()
        .split("\n")
        .map((row) => row.replaceAll("\\|", "").split("|").length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});

describe("any text at all", () => {
  const saying = (text: Inline): Report => ({
    title: text,
    facts: [{ label: "About", value: text }],
    sections: [
      {
        title: "Situation",
        parts: [
          { kind: "statements", items: [{ text, sources: [{ kind: "alert", id: "x" }] }] },
          {
            kind: "table",
            columns: ["A", "B"],
            rows: [{ cells: [text, { span: "code", text: "x" }], sources: [] }],
          },
          { kind: "heading", text },
          { kind: "note", text },
        ],
      },
    ],
  });
  const foreign = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ unit: "grapheme-ascii", maxLength: 200 }),
  );

  it("stays text in both, also as code", () => {
    fc.assert(
      fc.property(foreign, fc.boolean(), (text, isCode) => {
        const value = untrusted(text);
        const report = saying(isCode ? { span: "code", text: value } : value);
        expect(tagsIn(html(report)).filter((tag) => !TAGS.test(tag))).toEqual([]);
        const written = markdown(report);
        expect(written.isWellFormed()).toBe(true);
        expect(written.split("\n").filter((line) => line.startsWith("## "))).toEqual(["## Situation"]);
        expect(active(written)).not.toMatch(/[<>]/);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the files", () => {
  it("name the records in brackets, as people search for them", () => {
    for (const file of [markdown(reportOf(incident())), html(reportOf(incident()))]) {
      for (const source of [
        "[audit #1]",
        "[request k3j4m5n6p7q8]",
        "[containment h1]",
        "[evidence v1]",
        "hxxps://evil[.]example",
      ])
        expect(file).toContain(source);
      expect(file).toMatch(/\[alert c{32}:ind:[0-9a-f]{32}:1-10113-9\]/);
    }
  });

  it("are a page that may load and run nothing, with each picture's parts its own", () => {
    const page = html(reportOf(incident()));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? "";
    expect(policy).toMatch(/^default-src &#39;none&#39;; style-src-elem &#39;sha256-/);
    expect(policy).not.toMatch(/script-src|connect-src|img-src/);
    expect(page).toContain('id="p1-c"');
    expect(page).toContain("url(#p2-c)");
    expect(page).not.toMatch(/<script/i);
  });

  it("link to our own addresses alone, and only over https", () => {
    const linked = (url: string): Report => ({
      title: "x",
      facts: [{ label: "Falcon", value: link(url, "Open") }],
      sections: [],
    });
    expect(markdown(linked("https://falcon.crowdstrike.com/a"))).toContain(
      "[Open](<https://falcon.crowdstrike.com/a>)",
    );
    expect(markdown(linked("javascript:alert(1)"))).not.toContain("](");
    expect(html(linked("javascript:alert(1)"))).not.toContain('href="javascript');
  });
});
