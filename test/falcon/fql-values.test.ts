import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fql, rawFql } from "../../src/falcon/fql.ts";

describe("a value in a filter", () => {
  it("with a quote and an OR in it does not widen the search", () => {
    expect(fql`hostname:${"x',hostname:*'"}`).toBe(String.raw`hostname:'x\',hostname:*\''`);
  });

  it("leaves a filter that the rough check of written ones accepts, whatever the text", () => {
    const hostile = fc.string({ unit: fc.constantFrom("'", "\\", "(", ")", "[", "]", "a"), maxLength: 500 });
    fc.assert(
      fc.property(hostile, (text) => {
        expect(rawFql(fql`a:${text}`)).toBe(fql`a:${text}`);
      }),
    );
  });

  it("is a fault of ours when it is a number that is none", () => {
    expect(() => fql`severity:>=${Number.NaN}`).toThrow(TypeError);
  });
});
