/** Whatever is put into a filter stays the value that it was; whatever a person writes stays one filter. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { and, fql, or, part, rawFql, since } from "../../src/falcon/fql.ts";
import { UserError } from "../../src/lib/errors.ts";
import { untrusted } from "../../src/lib/untrusted.ts";

type Token = { readonly text: string } | { readonly sign: string };

/** The lexical grammar of FQL, written down a second time: quoted texts, and everything between. */
function tokenize(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < filter.length) {
    if (filter[at] !== "'") {
      tokens.push({ sign: filter[at]! });
      at += 1;
      continue;
    }
    let text = "";
    for (at += 1; filter[at] !== "'"; at += 1) {
      if (filter[at] === "\\") at += 1;
      if (at >= filter.length) throw new Error(`the quote is not closed: ${filter}`);
      text += filter[at]!;
    }
    at += 1;
    tokens.push({ text });
  }
  return tokens;
}

const texts = (filter: string): readonly string[] =>
  tokenize(filter).flatMap((token) => ("text" in token ? [token.text] : []));
const signs = (filter: string): string =>
  tokenize(filter)
    .map((token) => ("sign" in token ? token.sign : "_"))
    .join("");

/** Mostly the characters that FQL gives a meaning to. */
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("'", "\\", "+", ",", "(", ")", "[", "]", "*", ":", "!", "a", "\n", "é"),
  }),
);

describe("the template", () => {
  it("keeps any text one literal that reads back as it was", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const filter = fql`hostname:${name}+status:'new'`;
        expect(texts(filter)).toEqual([name, "new"]);
        expect(signs(filter)).toBe("hostname:_+status:_");
      }),
      { numRuns: 1_000 },
    );
  });

  it("keeps text of endpoints and lists of texts in their places too", () => {
    fc.assert(
      fc.property(hostile, fc.array(hostile, { minLength: 1, maxLength: 4 }), (name, list) => {
        const filter = fql`user:${untrusted(name)}+tags:${list}`;
        expect(texts(filter)).toEqual([name, ...list]);
        expect(signs(filter)).toBe(`user:_+tags:[${list.map(() => "_").join(",")}]`);
      }),
    );
  });

  it("nests a finished filter only where it is asked to", () => {
    const inner = fql`a:${"x'y"}`;
    expect(fql`(${part(inner)})+b:${1}`).toBe(String.raw`(a:'x\'y')+b:1`);
    expect(texts(fql`c:${inner as string}`)).toEqual([inner]);
  });

  it("writes numbers, truth and moments as Falcon compares them", () => {
    const moment = Date.UTC(2026, 2, 4, 5, 6, 7, 89);
    expect(fql`n:>=${3}+b:${true}+t:<${new Date(moment)}`).toBe("n:>=3+b:true+t:<'2026-03-04T05:06:07.089Z'");
    expect(since(moment)).toBe("2026-03-04T05:06:07.089Z");
  });
});

describe("joined filters", () => {
  it("put every part into brackets, so that OR cannot leak out", () => {
    expect(and(or(fql`a:1`, fql`a:2`), fql`b:3`)).toBe("((a:1),(a:2))+(b:3)");
  });

  it("leave out what is absent", () => {
    expect(and(undefined, fql`a:1`, undefined)).toBe("a:1");
    expect(or(undefined, undefined)).toBeUndefined();
  });
});

describe("a filter that a person wrote", () => {
  it.each([
    "hostname:'abc",
    String.raw`hostname:'abc\'`,
    "(a:'1'",
    "a:'1')",
    "a:['1'",
    "a:'1']",
    "(a:['1')]",
    "a:'1')+(b:'2'",
  ])("is refused when quotes or brackets do not pair: %s", (written) => {
    expect(() => rawFql(written)).toThrow(UserError);
  });

  it.each(["hostname:'a(b'", "(a:['x','y]'],b:>1)+c:!'z'", String.raw`n:'it\'s'`])(
    "is taken as it is when they do: %s",
    (written) => {
      expect(rawFql(written)).toBe(written);
    },
  );

  it("is refused when it is longer than anybody writes", () => {
    expect(() => rawFql(`a:'${"x".repeat(3_000)}'`)).toThrow(/longer/);
  });

  it("cannot take over the filter that it is joined to", () => {
    fc.assert(
      fc.property(hostile, (written) => {
        let raw;
        try {
          raw = rawFql(written);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        const whole = and(raw, fql`cid:${"mine"}`);
        if (whole === fql`cid:${"mine"}`) return;
        expect(texts(whole).at(-1)).toBe("mine");
        expect(depths(signs(whole)).slice(-"+(cid:_)".length)[0]).toBe(0);
        expect(Math.min(...depths(signs(whole)))).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** How many brackets are open after each sign; never below zero when they pair. */
function depths(written: string): readonly number[] {
  let depth = 0;
  return [...written].map((sign) => (depth += "([".includes(sign) ? 1 : ")]".includes(sign) ? -1 : 0));
}
